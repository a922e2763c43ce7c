/** Text as a terminal shows it, drawn as an SVG that GitHub and browsers render without a font of ours. */

const CHARACTER_WIDTH = 8.43
const LINE_HEIGHT = 20
const MARGIN = 20
const ESCAPE = '\u001B'

/** The SGR codes that picocolors emits, as classes of the picture. */
const CLASS_OF: Readonly<Record<string, string>> = { '1': 'b', '2': 'd', '31': 'r', '32': 'g', '33': 'y', '36': 'c' }

const STYLE = `
  .bg { fill: #fbfbfd; stroke: #d9d9e3 }
  text { font: 14px ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; fill: #22222c; white-space: pre }
  .b { font-weight: 600 } .d { fill: #6a6a78 } .r { fill: #b3261e } .g { fill: #11703c } .y { fill: #8a5a00 } .c { fill: #0b6a8a }
  @media (prefers-color-scheme: dark) {
    .bg { fill: #16161c; stroke: #33333f }
    text { fill: #e6e6ee } .d { fill: #9a9aaa } .r { fill: #ff8a80 } .g { fill: #6fd39a } .y { fill: #f2c063 } .c { fill: #7fd1ec }
  }`

/** An SVG of `command` typed at a prompt and the text with ANSI colours that it printed. */
export function terminalPicture(command: string, output: string): string {
  const lines = [`${ESCAPE}[2m$${ESCAPE}[22m ${command}`, '', ...output.trimEnd().split('\n')]
  const columns = Math.max(...lines.map((line) => plain(line).length))
  const width = Math.ceil(columns * CHARACTER_WIDTH + 2 * MARGIN)
  const height = lines.length * LINE_HEIGHT + 2 * MARGIN
  const rows = lines.map((line, i) => {
    const y = MARGIN + (i + 0.75) * LINE_HEIGHT
    return `  <text x="${MARGIN}" y="${y}">${spans(line)}</text>`
  })
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">`,
    `  <title>${escapeXml(command)}</title>`,
    `  <style>${STYLE}\n  </style>`,
    `  <rect class="bg" x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="8"/>`,
    ...rows,
    '</svg>',
    '',
  ].join('\n')
}

/** The line as spans, one for each stretch of the same style. */
function spans(line: string): string {
  let classes: string[] = []
  let picture = ''
  for (const part of line.split(new RegExp(`(${ESCAPE}\\[\\d+m)`))) {
    const code = part.startsWith(ESCAPE) ? part.slice(2, -1) : undefined
    if (code !== undefined) classes = after(classes, code)
    else if (part !== '') {
      const text = escapeXml(part)
      picture += classes.length === 0 ? text : `<tspan class="${classes.join(' ')}">${text}</tspan>`
    }
  }
  return picture
}

/** The classes in force after an SGR code: 22 ends bold and dim, 39 ends a colour. */
function after(classes: readonly string[], code: string): string[] {
  if (code === '22') return classes.filter((name) => name !== 'b' && name !== 'd')
  if (code === '39') return classes.filter((name) => name === 'b' || name === 'd')
  const name = CLASS_OF[code]
  return name === undefined ? [...classes] : [...classes, name]
}

function plain(line: string): string {
  return line.replaceAll(new RegExp(`${ESCAPE}\\[\\d+m`, 'g'), '')
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
