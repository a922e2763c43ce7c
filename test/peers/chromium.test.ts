import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import type { Run } from '#shared/run/run.ts'
import { REPORTED_SCENARIOS, reportedRun } from '../support/report-runs.ts'
import { describeJudge, run } from './judge.ts'
import { Workbench } from './written-report.ts'

/** Runs Chromium without a window. As root, which build servers are, it has no sandbox. */
function chromium(bench: Workbench, args: readonly string[], file: string): string {
  const common = ['--headless=new', '--no-sandbox', '--disable-gpu', '--hide-scrollbars', '--no-first-run']
  return run('chromium', [...common, `--user-data-dir=${bench.path('profile')}`, ...args, `file://${file}`])
}

/** The pages of a print, as text. */
function printed(bench: Workbench, file: string): string[] {
  const pdf = bench.path('report.pdf')
  chromium(bench, ['--no-pdf-header-footer', `--print-to-pdf=${pdf}`], file)
  return run('pdftotext', ['-layout', pdf, '-']).split('\f').slice(0, -1)
}

/** Width and height from a PNG's header. */
function pngSize(file: string): [number, number] {
  const bytes = readFileSync(file)
  expect(bytes.subarray(1, 4).toString('latin1')).toBe('PNG')
  return [bytes.readUInt32BE(16), bytes.readUInt32BE(20)]
}

/** A Run that says in every text it can say what would run if it were taken for markup. */
async function hostileRun(): Promise<Run> {
  const result = await reportedRun('bad-pec')
  const text = '"></title></style><script>document.title="owned"</script><img src=x onerror=document.title="owned">'
  return {
    ...result,
    adapter: { ...result.adapter, product: text, serial: text, selector: text },
    consent: { ...result.consent, by: text },
    findings: [{ code: 'pec-mismatch', severity: 'error', message: text, evidence: [3] }],
    devices: result.devices.map((device) => ({ ...device, vendor_name: text })),
  }
}

describeJudge('chromium', 'shows and prints the HTML report', () => {
  it.each(REPORTED_SCENARIOS)('%s: prints to a few pages with everything on them', async (name) => {
    using bench = new Workbench()
    const result = await reportedRun(name, 'mcp2221')
    const pages = printed(bench, bench.write(result, 'html'))
    const text = pages.join('\n')
    expect(pages.length).toBeLessThanOrEqual(5)
    for (const heading of ['Bus map', 'Devices', 'Dialogue', 'Statistics', 'Environment', 'Consent', 'Settings']) {
      expect(text).toContain(heading)
    }
    for (const { address } of result.devices) expect(text).toContain(address)
  })

  it.each(['light', 'dark'])('is drawn in the %s scheme, its own style admitted by its own policy', async (scheme) => {
    using bench = new Workbench()
    const file = bench.write(await reportedRun('pcie-card'), 'html')
    const picture = bench.path(`${scheme}.png`)
    const dark = scheme === 'dark' ? ['--blink-settings=preferredColorScheme=0'] : []
    chromium(bench, ['--window-size=1280,900', ...dark, `--screenshot=${picture}`], file)
    expect(pngSize(picture)).toEqual([1280, 900])
    const { [scheme === 'dark' ? 'ARPEGGIO_PICTURE_DARK' : 'ARPEGGIO_PICTURE_LIGHT']: keep } = process.env
    if (keep) writeFileSync(keep, readFileSync(picture))
  })

  it('reaches for nothing, whatever a Run says', async () => {
    using bench = new Workbench()
    const file = bench.write(await hostileRun(), 'html')
    const log = bench.path('net.json')
    const dom = chromium(bench, [`--log-net-log=${log}`, '--virtual-time-budget=2000', '--dump-dom'], file)
    expect(dom).not.toContain('<title>owned')
    expect(dom).not.toMatch(/<script|<img/)
    if (existsSync(log)) expect(readFileSync(log, 'utf8')).not.toContain('x.example')
  })
})
