import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { renderJson } from '#shared/report/json.ts'
import { runSchemaText } from '../../tools/run-schema.ts'
import { anyRun, foldAll } from '../support/arbitrary-run.ts'
import { EXAMPLE_EVENTS } from '../support/example-run.ts'
import { sha256 } from '../support/sha256.ts'

const shipped = readFileSync(resolve(import.meta.dirname, '../../docs/schemas/run-1.schema.json'), 'utf8')
const document = JSON.parse(renderJson(foldAll(EXAMPLE_EVENTS), sha256)) as Record<string, unknown>

describe('the JSON Schema that ships', () => {
  const validate: ValidateFunction = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(
    JSON.parse(shipped) as object,
  )

  it('is what `npm run schemas` writes', () => {
    expect(shipped).toBe(runSchemaText())
  })

  it('admits every document that is rendered', () => {
    fc.assert(
      fc.property(anyRun, (run) => {
        validate(JSON.parse(renderJson(run, sha256)))
        expect(validate.errors).toBeNull()
      }),
    )
  })

  it('admits keys that a later minor version adds', () => {
    expect(validate({ ...document, schema_version: '1.4', colour: 'red' })).toBe(true)
  })

  it.each<[string, object]>([
    ['another major version', { schema_version: '2.0' }],
    ['a missing digest', { body_sha256: undefined }],
    ['an unknown verdict', { summary: { ...(document['summary'] as object), verdict: 'maybe' } }],
    ['an 8-bit address', { other_addresses: [{ address: '0xc2', answers_to: 'read' }] }],
  ])('refuses %s', (_, change) => {
    expect(validate(JSON.parse(JSON.stringify({ ...document, ...change })))).toBe(false)
  })
})
