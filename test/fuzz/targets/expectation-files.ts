import { expectationChecks } from '#shared/run/expect.ts'
import { initExpectation } from '#shared/run/expect-init.ts'
import { parseExpectation } from '#shared/run/expectation.ts'
import type { FuzzTarget } from '../fuzz-target.ts'
import { attempt, hold, holdLine } from '../oracles.ts'
import { exampleRuns } from './example-runs.ts'
import { jsonBytes, jsonFileMutation, textOf } from './text-input.ts'

/** Files that say what a bus is to hold: read, and held against a card with devices and one without. */
export const expectationFiles: FuzzTarget = {
  name: 'expectation-files',
  ciRuns: 2000,
  seeds: async () => (await exampleRuns()).slice(0, 1).map((run) => jsonBytes(initExpectation(run))),
  mutation: jsonFileMutation([
    { min: 0, max: 0 },
    { min: 1e300 },
    '0x00-0x7f',
    '0x7f-0x00',
    '0x11-0x17,0x20',
    '?'.repeat(32),
    `${'?'.repeat(28)}1234`,
    { name: 'any', udid_mask: '?'.repeat(32), address: ['0x11-0x77'], required: false },
    Array.from({ length: 60 }, (_, i) => ({ name: `any ${i}`, udid_mask: '?'.repeat(32) })),
  ]),
  run: async (input) => {
    const expectation = await attempt(() => parseExpectation(textOf(input)), SyntaxError)
    if (!expectation) return
    for (const run of await exampleRuns()) {
      const checks = expectationChecks(run, expectation)
      hold(checks.length < 1000, 'checks are bounded', checks.length)
      for (const { name, message } of checks) {
        holdLine(name.slice(0, 900))
        holdLine(message.slice(0, 900))
      }
    }
  },
}
