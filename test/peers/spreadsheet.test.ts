import { parse } from 'csv-parse/sync'
import { readFileSync, writeFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import type { Run } from '#shared/run/run.ts'
import { reportedRun } from '../support/report-runs.ts'
import { describeJudge, run } from './judge.ts'
import { Workbench } from './written-report.ts'

/** A cell as Gnumeric keeps it after it opened a file. */
interface Cell {
  readonly row: number
  readonly column: number
  /** Text, and not a number, a date, a truth value or a formula. */
  readonly isText: boolean
  readonly content: string
}

/** Columns whose cells are numbers, dates or truth values, and may become so. */
const VALUE_COLUMNS = new Set([
  ...['schema_version', 'started_utc', 'index', 'pec_supported', 'udid_version', 'silicon_revision', 'smbus_version'],
  ...['confirmed', 'seq', 't_us', 'duration_us', 'nack_index', 'sr_gap_us', 'usb_transfers'],
])

const FORMULAS = ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '=HYPERLINK("http://x.example","y")', '=cmd|" /C calc"!A0']

/** A Run whose texts want to be formulas. */
async function formulaRun(): Promise<Run> {
  const result = await reportedRun('sixty')
  return {
    ...result,
    adapter: { ...result.adapter, serial: '=1+1' },
    devices: result.devices.map((device, i) => ({ ...device, vendor_name: FORMULAS[i % FORMULAS.length] ?? '' })),
  }
}

/** The cells of a file that Gnumeric opened without being told anything but its name. */
function open(bench: Workbench, file: string): Cell[] {
  const out = bench.path('opened.xml')
  run('ssconvert', ['--export-type=Gnumeric_XmlIO:sax:0', file, out])
  const cells = readFileSync(out, 'utf8').matchAll(/<gnm:Cell ([^>]*)>([^<]*)<\/gnm:Cell>/g)
  return Array.from(cells, ([, attributes = '', content = '']) => {
    const number = (name: string): number =>
      Number(new RegExp(` ?${name}="(\\d+)"`).exec(attributes)?.[1] ?? Number.NaN)
    return { row: number('Row'), column: number('Col'), isText: number('ValueType') === 60, content: unescape(content) }
  })
}

/** A formula is kept as it was written, and as no text. */
function isFormula({ content, isText }: Cell): boolean {
  return content.startsWith('=') && !isText
}

function unescape(text: string): string {
  const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' }
  return text.replaceAll(/&(\w+);/g, (entity, name: string) => entities[name] ?? entity)
}

describeJudge('ssconvert', 'opens the CSV as a spreadsheet would', () => {
  it.each(['csv', 'csv-transactions'])('%s: every cell of text is the one written, and none was added', async (id) => {
    using bench = new Workbench()
    const file = bench.write(await formulaRun(), id)
    const written: string[][] = parse(readFileSync(file))
    const header = written[0] ?? []
    const cells = open(bench, file)
    expect(cells).toHaveLength(written.flat().filter((cell) => cell !== '').length)
    for (const { row, column, isText, content } of cells) {
      // To Gnumeric as to others, the apostrophe of a guarded cell says that text follows.
      if (isText) expect(content).toBe(written[row]?.[column]?.replace(/^'/, ''))
      else expect(VALUE_COLUMNS).toContain(header[column])
    }
  })

  it.each(['csv', 'csv-transactions'])('%s: no cell is a formula', async (id) => {
    using bench = new Workbench()
    expect(open(bench, bench.write(await formulaRun(), id)).filter(isFormula)).toEqual([])
  })

  it('where an unguarded cell would be one', () => {
    using bench = new Workbench()
    const file = bench.path('unguarded.csv')
    writeFileSync(file, '=1+1,text\r\n')
    expect(open(bench, file).filter(isFormula)).toHaveLength(1)
  })

  it('every UDID is unchanged', async () => {
    using bench = new Workbench()
    const result = await reportedRun('sixty')
    const cells = open(bench, bench.write(result, 'csv'))
    const column = cells.find(({ row, content }) => row === 0 && content === 'udid')?.column
    const udids = cells.filter((cell) => cell.row > 0 && cell.column === column)
    expect(udids.map(({ content }) => content)).toEqual(result.devices.map(({ udid }) => `0x${udid}`))
    expect(udids.every(({ isText }) => isText)).toBe(true)
  })
})
