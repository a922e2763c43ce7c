import { printable } from '#shared/run/printable.ts'
import { escapeXml } from '../xml-text.ts'

/** HTML that is safe to put into HTML: only {@link markup} and {@link trusted} make it. */
export class Markup {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

/** What a template may hold: text is escaped, null is nothing, lists are put one after the other. */
export type Piece = string | number | Markup | null | readonly Piece[]

/** A template of HTML, whose every value is escaped unless it is Markup. Attributes must stand in quotes. */
export function markup(strings: TemplateStringsArray, ...values: readonly Piece[]): Markup {
  return new Markup(strings.reduce((text, string, i) => text + render(values[i - 1] ?? null) + string))
}

/** Text of this program's own, taken as HTML as it stands: never anything a Run brought. */
export function trusted(text: string): Markup {
  return new Markup(text)
}

function render(piece: Piece): string {
  if (piece === null) return ''
  if (piece instanceof Markup) return piece.text
  if (typeof piece === 'string') return escapeXml(printable(piece))
  if (typeof piece === 'number') return String(piece)
  return piece.map(render).join('')
}
