import { escapeXml, svgDocument } from './svg-document.ts'

/** Text as a terminal shows it, drawn as an SVG. */

const CHARACTER_WIDTH = 8.43
const LINE_HEIGHT = 20
const MARGIN = 20
const ESCAPE = '\u001B'

/** The SGR codes that picocolors emits, as classes of the picture. */
const CLASS_OF: Readonly<Record<string, string>> = { '1': 'b', '2': 'd', '31': 'r', '32': 'g', '33': 'y', '36': 'c' }

const STYLE = `
  .b { font-weight: 600 } .r { fill: #b3261e } .g { fill: #11703c } .y { fill: #8a5a00 } .c { fill: #0b6a8a }
  @media (prefers-color-scheme: dark) {
    .r { fill: #ff8a80 } .g { fill: #6fd39a } .y { fill: #f2c063 } .c { fill: #7fd1ec }
  }`

/** An SVG of `command` typed at a prompt and the text with ANSI colours that it printed. */
export function terminalPicture(command: string, output: string): string {
  const lines = [`${ESCAPE}[2m$${ESCAPE}[22m ${command}`, '', ...output.trimEnd().split('\n')]
  const columns = Math.max(...lines.map((line) => plain(line).length))
  const width = Math.ceil(columns * CHARACTER_WIDTH + 2 * MARGIN)
  const height = lines.length * LINE_HEIGHT + 2 * MARGIN
  const body = lines.map((line, i) => {
    const y = MARGIN + (i + 0.75) * LINE_HEIGHT
    return `<text x="${MARGIN}" y="${y}">${spans(line)}</text>`
  })
  return svgDocument({ title: command, width, height, style: STYLE, body })
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
