import { describe, expect, it } from 'vitest'
import { REQUEST_SCHEMAS } from '#shared/api/request-schemas.ts'
import { renderJson } from '#shared/report/json.ts'
import { parseRuleFile } from '#shared/identify/rule-file.ts'
import { expectationSchema, parseExpectation } from '#shared/run/expectation.ts'
import { firstIssueOf } from '#shared/run/first-issue.ts'
import { parseJson } from '#shared/run/json-syntax.ts'
import { parseRun } from '#shared/run/parse-run.ts'
import { runDocumentSchema } from '#shared/run/run.ts'
import { scenarioSchema } from '#shared/sim/scenario-schema.ts'
import { foldAll } from '../../support/arbitrary-run.ts'
import { EXAMPLE_EVENTS } from '../../support/example-run.ts'
import { sha256 } from '../../support/sha256.ts'

const example = { ...foldAll(EXAMPLE_EVENTS) }
const document: unknown = JSON.parse(renderJson(example, sha256))
const empty = { schema_version: '1.0', name: 'x' }

/** Far fewer than would fill memory; each would be noted. */
const FAULTS = Array.from({ length: 100 }, () => 'no such thing')

describe('what is small and hostile', () => {
  it('a string without an end is named, however long', () => {
    expect(() => parseJson(`["${'x'.repeat(5_000_000)}\n"]`)).toThrow('line 1, column 2: found "\\"xxx')
    expect(() => parseJson(`["${'\\n'.repeat(5_000_000)}\n"]`)).toThrow('line 1, column 2: found "\\"\\\\n')
  })

  it('a Run nested too deep is said to be', () => {
    const deep = '['.repeat(100_000) + ']'.repeat(100_000)
    expect(() => parseRun(`{"body_sha256": "", "a": ${deep}}`, sha256)).toThrow(
      new SyntaxError('the document is nested too deep'),
    )
  })

  it.each([
    ['devices of a scenario', scenarioSchema, { ...empty, devices: FAULTS }],
    ['devices of an expectation', expectationSchema, { ...empty, devices: FAULTS }],
    ['absent addresses', expectationSchema, { ...empty, absent: FAULTS }],
    ['addresses of a request', REQUEST_SCHEMAS['run:start'], startOf(FAULTS)],
  ])('of many %s the first that is wrong is the only one that is noted', (_, schema, value) => {
    expect(schema.safeParse(value).error?.issues).toHaveLength(1)
  })

  it.each(['devices', 'other_addresses', 'findings', 'transactions'] as const)(
    'of a Run with many %s the first that is wrong is named',
    (key) => {
      const findIssue = firstIssueOf(runDocumentSchema)
      expect(findIssue(document)).toBeUndefined()
      expect(findIssue({ ...(document as object), [key]: FAULTS })).toMatchObject({ path: [key, 0] })
    },
  )

  it('more than a list may have is refused before it is looked at', () => {
    const many = Array.from({ length: 10_001 }, () => ({}))
    expect(() => parseRuleFile(JSON.stringify({ schema_version: '1.0', rules: many }))).toThrow(
      'expected at most 10000',
    )
    expect(() => parseExpectation(JSON.stringify({ ...empty, devices: many }))).toThrow('expected at most 256')
    const names = Object.fromEntries(many.map((_, i) => [`a${i}`, 1]))
    const { error } = REQUEST_SCHEMAS['settings:write'].safeParse({ adapterNames: names })
    expect(error?.issues).toMatchObject([{ path: ['adapterNames'], message: 'at most 1000 entries' }])
  })
})

/** A request that names these addresses. */
function startOf(addresses: readonly unknown[]): unknown {
  const runId = '11111111-1111-4111-8111-111111111111'
  return { runId, bus: { selector: 'sim:single' }, request: { operation: 'inventory', addresses } }
}
