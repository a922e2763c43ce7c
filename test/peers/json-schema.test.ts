import { Ajv2020 } from 'ajv/dist/2020.js'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { renderJson } from '#shared/report/json.ts'
import { BUILT_IN_NAMES } from '#shared/sim/scenarios/built-in.ts'
import { reportedRun } from '../support/report-runs.ts'
import { sha256 } from '../support/sha256.ts'

const schema = readFileSync(resolve(import.meta.dirname, '../../docs/schemas/run-1.schema.json'), 'utf8')

describe('ajv validates the JSON against the schema that ships', () => {
  const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(JSON.parse(schema) as object)

  it.each(BUILT_IN_NAMES)('%s', async (name) => {
    validate(JSON.parse(renderJson(await reportedRun(name, 'mcp2221'), sha256)))
    expect(validate.errors).toBeNull()
  })
})
