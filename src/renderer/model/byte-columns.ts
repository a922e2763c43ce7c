import type { WireToken } from './wire-bytes.ts'

/** What stands in one place of a row of bytes; `gap` and `fold` keep the columns of all rows in line. */
export type Slot = WireToken | { readonly kind: 'gap' } | { readonly kind: 'fold'; readonly count: number }

/** UDID bytes shown at either end of a folded UDID. */
const SHOWN_AT_START = 3
const SHOWN_AT_END = 2

/** The tokens of a transaction, Assign pushed over to where Get UDID has its block, a long UDID folded where asked. */
export function lineUp(tokens: readonly WireToken[], isFolded: boolean): Slot[] {
  const aligned = withGap(tokens)
  return isFolded ? withFold(aligned) : aligned
}

function withGap(tokens: readonly WireToken[]): Slot[] {
  const hasRestart = tokens.some((token) => token.kind === 'mark' && token.text === 'Sr')
  const count = tokens.findIndex((token) => token.kind === 'byte' && token.role === 'count')
  if (hasRestart || count < 0) return [...tokens]
  return [...tokens.slice(0, count), { kind: 'gap' }, ...tokens.slice(count)]
}

function withFold(slots: readonly Slot[]): Slot[] {
  const isUdid = (slot: Slot): boolean => slot.kind === 'byte' && slot.role === 'udid'
  const first = slots.findIndex(isUdid)
  const last = slots.findLastIndex(isUdid)
  const hidden = last - first + 1 - SHOWN_AT_START - SHOWN_AT_END
  if (first < 0 || hidden <= 0) return [...slots]
  const from = first + SHOWN_AT_START
  return [...slots.slice(0, from), { kind: 'fold', count: hidden }, ...slots.slice(from + hidden)]
}
