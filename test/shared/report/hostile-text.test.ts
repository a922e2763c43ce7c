import { parse } from 'csv-parse/sync'
import { describe, expect, it } from 'vitest'
import { findReportFormat } from '#shared/report/formats.ts'
import type { Run } from '#shared/run/run.ts'
import { reportedRun } from '../../support/report-runs.ts'
import { sha256 } from '../../support/sha256.ts'

const HOSTILE = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  '</style><script>alert(1)</script>',
  ']]><evil/>',
  '<!--',
  '&lt;script&gt;',
  '=HYPERLINK("http://x.example","y")',
  '@SUM(1)',
  '\u0000\u0007\u001b[31m\ufffe\ud800',
  '$end\n$var wire 1 ! X $end',
  '\nrm -rf "$HOME"\r\necho x > /sys/bus/i2c/devices/i2c-0/new_device',
  '\u202egnp.exe',
  'javascript:alert(1)',
  '${7*7}`;--',
] as const

/** A Run that says `text` wherever a Run can say any text: names, findings, selectors, who agreed, what wrote it. */
async function saying(text: string): Promise<Run> {
  const run = await reportedRun('bad-pec')
  const finding = { code: 'pec-mismatch', severity: 'error', message: text, evidence: [3, 9999] } as const
  return {
    ...run,
    tool: { name: text, version: text },
    host: { os: text, arch: text },
    adapter: { ...run.adapter, selector: text, product: text, serial: text, firmware: text },
    consent: { ...run.consent, by: text },
    findings: [finding],
    devices: run.devices.map((device) => ({
      ...device,
      vendor_name: text,
      modalias: text,
      smbus_version: text,
      matches: [text],
      findings: [finding],
    })),
  }
}

async function rendered(id: string, text: string): Promise<string> {
  const content = findReportFormat(id)?.render(await saying(text), { sha256 }) ?? ''
  return typeof content === 'string' ? content : Buffer.from(content).toString('latin1')
}

/** What a page is made of: its tags, in order, with their attributes' names and no text. */
function skeleton(markup: string): string[] {
  const tags = markup.replaceAll(/<style>[^]*?<\/style>/g, '<style></style>').match(/<[^>]*>/g) ?? []
  return tags.map((tag) => tag.replaceAll(/"[^"]*"/g, '""'))
}

describe.each(HOSTILE)('a Run that says %j', (text) => {
  it('leaves the structure of the HTML as it is', async () => {
    const html = await rendered('html', text)
    expect(skeleton(html)).toEqual(skeleton(await rendered('html', 'harmless')))
    expect(html).not.toContain(text.includes('<') ? text : '<script')
  })

  it('leaves the structure of the JUnit XML as it is', async () => {
    expect(skeleton(await rendered('junit', text))).toEqual(skeleton(await rendered('junit', 'harmless')))
  })

  it('puts nothing into XML or HTML that no document may hold', async () => {
    for (const id of ['html', 'junit']) {
      // eslint-disable-next-line no-control-regex
      expect(await rendered(id, text)).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ud800-\udfff\ufffe\uffff]/)
    }
  })

  it('makes no formula in the CSV', async () => {
    for (const id of ['csv', 'csv-transactions']) {
      const rows = parse(await rendered(id, text), { relaxColumnCount: false })
      expect(rows.flat().filter((cell) => /^[=+\-@\t]/.test(cell))).toEqual([])
    }
  })

  it('declares nothing in the VCD', async () => {
    const lines = (await rendered('vcd', text)).split('\n')
    expect(lines.filter((line) => line.startsWith('$var'))).toEqual([
      '$var wire 1 ! SCL $end',
      '$var wire 1 " SDA $end',
      '$var string 1 % step $end',
    ])
    expect(lines.indexOf('$enddefinitions $end')).toBe(9)
  })

  it('is not in the pcap, whose dissector has bytes alone to read', async () => {
    expect(await rendered('pcap', text)).toBe(await rendered('pcap', 'harmless'))
  })

  it('adds no line to the hand-off, least of all one to copy into a shell', async () => {
    const lines = (await rendered('linux', text)).split('\n')
    const harmless = (await rendered('linux', 'harmless')).split('\n')
    expect(lines.filter((line) => !line.startsWith('#'))).toEqual(harmless.filter((line) => !line.startsWith('#')))
  })
})
