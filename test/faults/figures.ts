import type { Ending, Judgement } from './judge.ts'

/** Endings in the order of the table's columns, and their headings. */
const COLUMNS: readonly (readonly [Ending, string])[] = [
  ['unseen', 'no trace'],
  ['healed', 'healed'],
  ['told', 'told'],
  ['hidden', 'hidden'],
  ['stopped', 'stopped'],
]

/** One line of a table as it is counted. */
interface Row {
  cases: number
  failures: number
  longestMs: number
  readonly endings: Record<Ending, number>
}

/** The figures of one table: rows in the order in which they were first counted. */
export class Figures {
  readonly #first: string
  readonly #rows = new Map<string, Row>()

  /** `first`: the heading of the first column. */
  constructor(first: string) {
    this.#first = first
  }

  /** Counts one case in `row`; `elapsedMs` is simulated time. */
  count(row: string, { ending, wrong }: Judgement, elapsedMs: number): void {
    const figures = this.#rows.get(row) ?? emptyRow()
    this.#rows.set(row, figures)
    figures.cases++
    figures.endings[ending]++
    if (wrong.length > 0) figures.failures++
    figures.longestMs = Math.max(figures.longestMs, elapsedMs)
  }

  /** The table in Markdown, with a last row of sums. */
  toMarkdown(): string {
    const heads = [this.#first, 'cases', ...COLUMNS.map(([, head]) => head), 'longest', 'failures']
    const rows = [...this.#rows].map(([name, row]) => cells(name, row))
    return table([heads, ...rows, cells('**all**', sum([...this.#rows.values()]))])
  }
}

function emptyRow(): Row {
  return { cases: 0, failures: 0, longestMs: 0, endings: { unseen: 0, healed: 0, told: 0, hidden: 0, stopped: 0 } }
}

function sum(rows: readonly Row[]): Row {
  const all = emptyRow()
  for (const row of rows) {
    all.cases += row.cases
    all.failures += row.failures
    all.longestMs = Math.max(all.longestMs, row.longestMs)
    for (const [ending] of COLUMNS) all.endings[ending] += row.endings[ending]
  }
  return all
}

function cells(name: string, { cases, failures, longestMs, endings }: Row): string[] {
  const counts = COLUMNS.map(([ending]) => endings[ending])
  return [name, grouped(cases), ...counts.map(grouped), `${(longestMs / 1000).toFixed(1)} s`, grouped(failures)]
}

function grouped(count: number): string {
  return count.toLocaleString('en-GB')
}

/** Cells padded as Prettier pads them, numbers to the right. */
function table(rows: readonly string[][]): string {
  const widths = rows[0]?.map((_, i) => Math.max(3, ...rows.map((row) => row[i]?.length ?? 0))) ?? []
  const pad = (cell: string, i: number): string =>
    i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)
  const [head = [], ...body] = rows.map((row) => `| ${row.map(pad).join(' | ')} |`)
  const rule = `| ${widths.map((width, i) => (i === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`
  return [head, rule, ...body].join('\n')
}
