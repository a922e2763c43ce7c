import type * as z from 'zod'
import { parseJson } from '#shared/run/json-syntax.ts'
import { printable } from '#shared/run/printable.ts'
import { scenarioSchema } from './scenario-schema.ts'
import type { Scenario } from './scenario-schema.ts'

/**
 * A scenario from the text of its file.
 * @throws SyntaxError, one line: the line and column, or the JSON path, what was found and what was expected
 */
export function parseScenario(text: string): Scenario {
  return validateScenario(parseJson(text))
}

/**
 * A scenario from parsed JSON, defaults filled in.
 * @throws SyntaxError, one line: the JSON path, what was found and what was expected
 */
export function validateScenario(value: unknown): Scenario {
  const result = scenarioSchema.safeParse(value)
  if (result.success) return result.data
  const issue = result.error.issues[0]
  throw new SyntaxError(issue ? printable(describeIssue(issue, value)) : 'not a scenario')
}

function describeIssue(issue: z.core.$ZodIssue, root: unknown): string {
  if (issue.code === 'unrecognized_keys') {
    const path = formatPath([...issue.path, issue.keys[0] ?? ''])
    return `${path}: found an unknown key, expected ${issue.message}`
  }
  return `${formatPath(issue.path)}: found ${found(valueAt(root, issue.path))}, expected ${expected(issue)}`
}

function expected(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return EXPECTED_TYPES[issue.expected] ?? issue.expected
    case 'invalid_value':
      return choice(issue.values)
    case 'invalid_union':
      return 'options' in issue && Array.isArray(issue.options) ? choice(issue.options) : issue.message
    case 'too_small':
      if (issue.origin === 'string') return 'some text'
      return `${issue.inclusive ? 'at least' : 'more than'} ${issue.minimum}`
    case 'too_big':
      return `at most ${issue.maximum}`
    default:
      return issue.message
  }
}

const EXPECTED_TYPES: Readonly<Record<string, string>> = {
  object: 'an object',
  array: 'an array',
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
}

function choice(values: readonly unknown[]): string {
  const quoted = values.map((value) => JSON.stringify(value))
  return quoted.length > 1 ? `one of ${quoted.join(', ')}` : quoted.join('')
}

/** `devices[2].faults[0].do`; the document itself is `the file`. */
function formatPath(path: readonly PropertyKey[]): string {
  const text = path
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key).slice(0, LONGEST_FOUND)}`))
    .join('')
  return text === '' ? 'the file' : text.replace(/^\./, '')
}

function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  let value = root
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return undefined
    value = (value as Record<PropertyKey, unknown>)[key]
  }
  return value
}

const LONGEST_FOUND = 40

function found(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (Array.isArray(value)) return 'an array'
  if (typeof value === 'object' && value !== null) return 'an object'
  const text = JSON.stringify(value)
  return text.length > LONGEST_FOUND ? `${text.slice(0, LONGEST_FOUND)}…` : text
}
