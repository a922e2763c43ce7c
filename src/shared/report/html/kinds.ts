import type { RunDevice } from '#shared/run/run.ts'
import { markup, trusted, type Markup } from './markup.ts'

/** What stands at an address, as the map shows it: a shape and a colour. */
export type Kind = RunDevice['address_type'] | 'conflict' | 'plain' | 'arp'

/** The kinds in words, in the order of the legend. */
export const KIND_WORDS: Readonly<Record<Kind, string>> = {
  persistent: 'persistent',
  volatile: 'volatile',
  fixed: 'fixed',
  random: 'random',
  plain: 'answers, not ARP',
  conflict: 'conflict',
  arp: 'ARP default address',
}

/** Paths in a box of 12 by 12; the same shapes as the app's. */
const SHAPES: Readonly<Record<Kind, string>> = {
  persistent: '<path d="M6 .6 11.4 6 6 11.4.6 6z"/>',
  volatile: '<circle cx="6" cy="6" r="4.6"/>',
  fixed: '<path d="M1.6 1.6h8.8v8.8H1.6z"/>',
  random: '<path d="M6 1 11.4 10.6H.6z"/>',
  plain: '<circle class="line" cx="6" cy="6" r="4"/>',
  conflict: '<path class="line" d="m2 2 8 8m0-8-8 8"/>',
  arp: '<circle class="line" cx="6" cy="6" r="4.6"/><circle cx="6" cy="6" r="1.7"/>',
}

/** The shapes, once; every glyph refers to them. */
export function glyphSymbols(): Markup {
  const symbols = Object.entries(SHAPES).map(
    ([kind, shape]) => markup`<symbol id="kind-${kind}" viewBox="0 0 12 12">${trusted(shape)}</symbol>`,
  )
  return markup`<svg class="symbols" aria-hidden="true">${symbols}</svg>`
}

/** A shape, for eyes only: put the words beside it. */
export function glyph(kind: Kind): Markup {
  return markup`<svg class="glyph ${kind}" aria-hidden="true"><use href="#kind-${kind}" /></svg>`
}

/** A conflict outweighs what the UDID says. */
export function kindOf({ status, address_type: type }: RunDevice): Kind {
  return status === 'conflict' ? 'conflict' : type
}
