/** One cell: its text, and how it is dressed where colour is welcome; `style` must not change the width. */
export interface Cell {
  readonly text: string
  readonly style?: (text: string) => string
}

const GAP = '  '

/** Lines of a table under `header`, columns as wide as their widest cell; no blanks at line ends. */
export function formatColumns(header: readonly string[], rows: readonly (readonly Cell[])[]): string[] {
  const head = header.map((text): Cell => ({ text }))
  const widths = header.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.text.length ?? 0)),
  )
  return [head, ...rows].map((row) => formatRow(row, widths))
}

/** Width of the lines that {@link formatColumns} makes. */
export function columnsWidth(header: readonly string[], rows: readonly (readonly Cell[])[]): number {
  return Math.max(
    ...formatColumns(
      header,
      rows.map((row) => row.map(({ text }) => ({ text }))),
    ).map((line) => line.length),
  )
}

function formatRow(cells: readonly Cell[], widths: readonly number[]): string {
  const last = cells.findLastIndex(({ text }) => text !== '')
  return cells
    .slice(0, last + 1)
    .map(({ text, style = (same) => same }, column) => {
      const padding = column === last ? '' : ' '.repeat((widths[column] ?? 0) - text.length)
      return style(text) + padding
    })
    .join(GAP)
}

/** Words of `text` on lines of at most `width`, all but the first indented by `indent`; the first begins after `lead`. */
export function wrap(lead: string, text: string, width: number): string[] {
  const indent = ' '.repeat(lead.length)
  const lines: string[] = []
  let line = lead
  let isEmpty = true
  for (const word of text.split(' ')) {
    if (!isEmpty && line.length + 1 + word.length > width) {
      lines.push(line)
      line = indent
      isEmpty = true
    }
    line += isEmpty ? word : ` ${word}`
    isEmpty = false
  }
  return [...lines, line]
}

/** Blocks of lines with an empty line between them; empty blocks leave nothing behind. */
export function formatSections(sections: readonly (readonly string[])[]): string {
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.join('\n')}\n`)
    .join('\n')
}
