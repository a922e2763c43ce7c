import { bodyDigest, bodyText } from '#shared/run/digest.ts'
import { compareRuns } from '#shared/run/compare.ts'
import { exitCodeOf } from '#shared/run/exit-code.ts'
import { initExpectation, renderExpectation } from '#shared/run/expect-init.ts'
import { expectationChecks } from '#shared/run/expect.ts'
import { parseExpectation } from '#shared/run/expectation.ts'
import { parseRun } from '#shared/run/parse-run.ts'
import { printable } from '#shared/run/printable.ts'
import type { Run } from '#shared/run/run.ts'
import { REPORT_FORMATS } from '#shared/report/formats.ts'
import { reconstructScenario } from '#shared/sim/replay/reconstruct-scenario.ts'
import { validateScenario } from '#shared/sim/scenario.ts'
import { renderJson } from '#shared/report/json.ts'
import { readBundleEntry } from '../../../src/main/bundle/read-bundle.ts'
import { bundleScenario } from '../../../src/main/bundle/bundle-scenario.ts'
import { renderBundle } from '../../../src/main/bundle/render-bundle.ts'
import { renderComparison } from '../../../src/main/cli/render/comparison.ts'
import { renderRunTable } from '../../../src/main/cli/render/run-table.ts'
import { viewOf } from '../../../src/main/cli/render/view.ts'
import { sha256 } from '../../support/sha256.ts'
import type { FuzzTarget } from '../fuzz-target.ts'
import { attempt, hold } from '../oracles.ts'
import { exampleRuns } from './example-runs.ts'
import { jsonFileMutation, textOf } from './text-input.ts'

const view = viewOf({ write: () => undefined, isTerminal: false, hasColour: false, columns: undefined })

/** A byte of a Run is at most so many of a report: every byte on the wire becomes some lines of a waveform. */
const MOST_TIMES = 200
/** The style of a page, the letterhead of a form. */
const FRAME_BYTES = 200_000

/** What XML 1.0 has no place for. */
// eslint-disable-next-line no-control-regex -- they are what is looked for
const NO_XML = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|\p{Cs}/u

/** Run documents: read, and rendered in every form there is. One whose digest is wrong is sealed anew, to get further. */
export const runDocuments: FuzzTarget = {
  name: 'run-documents',
  ciRuns: 600,
  seeds: async () =>
    (await exampleRuns()).map((run) =>
      new TextEncoder().encode(
        JSON.stringify({ ...run, transactions: run.transactions.slice(0, 12), body_sha256: '0' }),
      ),
    ),
  mutation: jsonFileMutation([
    'nack-address',
    'adapter',
    'closed',
    'unknown',
    'write_read',
    'read',
    'random',
    'kept_own_address',
    '0x7f',
    '0x00',
    'c2',
    '00'.repeat(1000),
    'confirm',
    'sim:pcie-card',
    'mcp2221',
    'i2c-dev',
  ]),
  run: async (input) => {
    const text = textOf(input)
    await attempt(() => parseRun(text, sha256), SyntaxError)
    const run = await attempt(() => parseRun(sealed(text), sha256), SyntaxError)
    if (run) await holdUseful(run, text.length)
  },
}

/** The text with the digest it should have. */
function sealed(text: string): string {
  try {
    const body = JSON.parse(text) as Record<string, unknown>
    delete body['body_sha256']
    return JSON.stringify({ ...body, body_sha256: bodyDigest(bodyText(body), sha256) })
  } catch {
    return text
  }
}

/** A document that was read can be used for everything. */
async function holdUseful(run: Run, length: number): Promise<void> {
  for (const { id, render } of REPORT_FORMATS) {
    const report = render(run, { sha256 })
    hold(report.length < FRAME_BYTES + MOST_TIMES * length, `${id} is bounded`, [report.length, length])
    if (id === 'junit' || id === 'html') hold(!NO_XML.test(String(report)), `${id} has no character XML forbids`)
  }
  const table = renderRunTable(run, view)
  hold(
    table.split('\n').every((line) => printable(line) === line),
    'a table does not steer the terminal',
    table,
  )
  hold([0, 1, 2].includes(exitCodeOf(run)), 'an exit code is one of those documented', exitCodeOf(run))
  const [other] = await exampleRuns()
  if (other) renderComparison(compareRuns(other, run), view)
  // Refused in words where nothing can be expected from it.
  const expected = await attempt(() => initExpectation(run), RangeError)
  if (expected) expectationChecks(run, parseExpectation(renderExpectation(expected)))
  validateScenario(reconstructScenario(run))
  await holdBundle(run)
}

async function holdBundle(run: Run): Promise<void> {
  const scenario = await bundleScenario(run, 'read')
  const bundle = renderBundle(run, { scenario, system: { name: 'Arpeggio', version: '0.0.0', runtimes: [] } })
  hold((await readBundleEntry(bundle, 'run.json')) === renderJson(run, sha256), 'a bundle gives back what was put in')
}
