/** What a bench found: rows of figures that mean the same on every machine, counts and ratios, and what they say. */
export interface BenchTable {
  readonly title: string
  /** One or two sentences on how it was measured. */
  readonly method: string
  readonly columns: readonly string[]
  readonly rows: readonly (readonly (string | number)[])[]
  /** Promises that were not kept; each makes the bench fail. */
  readonly broken: readonly string[]
}

/** A bench: it runs, and gives its tables. */
export type Bench = () => Promise<readonly BenchTable[]>

export function asText({ title, columns, rows }: BenchTable): string {
  const lines = [columns, ...rows].map((row) => row.map(String))
  const widths = columns.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)))
  const padded = lines.map((line) =>
    line.map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0))),
  )
  return [`\n${title}`, ...padded.map((line) => line.join('  '))].join('\n')
}

export function asMarkdown({ title, method, columns, rows }: BenchTable): string {
  const line = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`
  const alignment = columns.map((_, column) => (column === 0 ? ':--' : '--:'))
  return [`### ${title}`, '', method, '', line(columns), line(alignment), ...rows.map(line)].join('\n')
}
