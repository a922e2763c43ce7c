import fc from 'fast-check'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { REPORT_FORMATS, findReportFormat } from '#shared/report/formats.ts'
import { anyRun } from '../../support/arbitrary-run.ts'
import { REPORTED_SCENARIOS, reportedRun } from '../../support/report-runs.ts'
import { sha256 } from '../../support/sha256.ts'

const context = { sha256 }

/** `UPDATE_GOLDENS=1` writes the files again. */
async function expectGoldenBytes(file: string, content: string | Uint8Array): Promise<void> {
  const bytes = Buffer.from(content)
  if (process.env['UPDATE_GOLDENS'] === '1') {
    await mkdir(resolve(file, '..'), { recursive: true })
    await writeFile(file, bytes)
  }
  const kept = await readFile(file)
  if (!bytes.equals(kept)) expect(bytes.toString('latin1')).toBe(kept.toString('latin1'))
}

describe.each(REPORTED_SCENARIOS)('the reports of %s', (name) => {
  it.each(REPORT_FORMATS)('$id is as in the file beside this test', async ({ id, extension, render }) => {
    const file = resolve(import.meta.dirname, 'golden', name, `${id}.${extension}`)
    await expectGoldenBytes(file, render(await reportedRun(name), context))
  })
})

describe('the list of formats', () => {
  it('names each format once', () => {
    const ids = REPORT_FORMATS.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids).toEqual(['json', 'html', 'csv', 'csv-transactions', 'junit', 'vcd', 'pcap', 'linux'])
  })

  it('finds a format by its id', () => {
    expect(findReportFormat('vcd')?.extension).toBe('vcd')
    expect(findReportFormat('toString')).toBeUndefined()
  })
})

describe.each(REPORT_FORMATS)('$id', ({ render }) => {
  it('renders any Run, and the same Run the same way', () => {
    fc.assert(
      fc.property(anyRun, (run) => {
        const content = render(run, context)
        expect(content.length).toBeGreaterThan(0)
        expect(render(run, context)).toEqual(content)
      }),
      { numRuns: 60 },
    )
  })
})
