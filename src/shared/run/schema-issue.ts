import type { z } from 'zod'
import { printable } from './printable.ts'

type Issue = z.core.$ZodIssue

/** Keys of a file are as long as whoever wrote it likes. */
const LONGEST_KEY = 40

const KIND_WORDS: Readonly<Record<string, string>> = {
  object: 'an object',
  array: 'a list',
  string: 'a string',
  boolean: 'true or false',
  number: 'a number',
  int: 'a whole number',
}

/** One line for an issue a schema has with `document`: the JSON path, what was found, what was expected. */
export function describeIssue(issue: Issue, document: unknown): string {
  return printable(described(issue, document))
}

function described(issue: Issue, document: unknown): string {
  if (issue.code === 'unrecognized_keys') {
    const key = JSON.stringify(issue.keys[0]?.slice(0, LONGEST_KEY))
    return `${formatPath(issue.path)} has the unknown key ${key}, expected ${issue.message}`
  }
  return `${formatPath(issue.path)} is ${found(valueAt(document, issue.path))}, expected ${expected(issue)}`
}

function expected(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return KIND_WORDS[issue.expected] ?? issue.expected
    case 'invalid_value':
      return issue.values.map((value) => JSON.stringify(value)).join(' or ')
    case 'too_small':
      return `at least ${issue.minimum}`
    case 'too_big':
      return `at most ${issue.maximum}`
    default:
      // A pattern or a union: the schema brings the words for it.
      return issue.message
  }
}

function found(value: unknown): string {
  if (value === undefined) return 'missing'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object' && value !== null) return 'an object'
  const text = JSON.stringify(value)
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}

/** The path from the document's root, `$`: `$.devices[0].udid`. */
function formatPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (text, key) => (typeof key === 'number' ? `${text}[${key}]` : `${text}.${String(key).slice(0, LONGEST_KEY)}`),
    '$',
  )
}

function valueAt(document: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[key] : undefined,
    document,
  )
}
