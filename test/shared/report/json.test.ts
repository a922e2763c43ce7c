import fc from 'fast-check'
import { resolve } from 'node:path'
import { expect, it } from 'vitest'
import { renderJson } from '#shared/report/json.ts'
import { anyRun, foldAll } from '../../support/arbitrary-run.ts'
import { EXAMPLE_EVENTS } from '../../support/example-run.ts'
import { expectGolden } from '../../support/golden.ts'
import { sha256 } from '../../support/sha256.ts'

it('renders the example as the file beside this test', async () => {
  await expectGolden(resolve(import.meta.dirname, 'golden/run.json'), renderJson(foldAll(EXAMPLE_EVENTS), sha256))
})

it('writes any Run with two-space indent, and last the digest of all before it', () => {
  fc.assert(
    fc.property(anyRun, (run) => {
      const body = JSON.stringify(run, null, 2)
      const digest = sha256(new TextEncoder().encode(body))
      expect(renderJson(run, sha256)).toBe(`${JSON.stringify({ ...run, body_sha256: digest }, null, 2)}\n`)
    }),
  )
})
