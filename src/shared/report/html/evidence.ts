import { markup, type Markup } from './markup.ts'
import type { Selected } from './dialogue-selection.ts'

const MOST_LINKS = 12

/** Refers to transactions by their number: a link where the dialogue shows it. */
export class EvidenceLinks {
  readonly #shown: ReadonlySet<number>

  constructor(selected: readonly Selected[]) {
    this.#shown = new Set(selected.flatMap((item) => (typeof item === 'number' ? [] : [item.seq])))
  }

  /** `#8 #9`, the first few of many. */
  list(evidence: readonly number[]): Markup {
    const more = evidence.length - MOST_LINKS
    const links = evidence.slice(0, MOST_LINKS).map((seq) => markup`${this.link(seq)} `)
    return markup`<span class="evidence">${links}${more > 0 ? `and ${more} more` : ''}</span>`
  }

  /** `#8`. */
  link(seq: number): Markup {
    return this.#shown.has(seq) ? markup`<a href="#t${seq}">#${seq}</a>` : markup`<span>#${seq}</span>`
  }
}
