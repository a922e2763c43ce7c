const WIDTH = 16
const LAST = 0x7f

/** What of a keyboard event matters here. */
export interface PressedKey {
  readonly key: string
  readonly ctrlKey: boolean
}

/** The cell a key leads to from `from`; undefined for keys that lead nowhere. */
export function stepTo({ key, ctrlKey }: PressedKey, from: number): number | undefined {
  const row = from - (from % WIDTH)
  switch (key) {
    case 'ArrowRight':
      return Math.min(LAST, from + 1)
    case 'ArrowLeft':
      return Math.max(0, from - 1)
    case 'ArrowDown':
      return from + WIDTH > LAST ? from : from + WIDTH
    case 'ArrowUp':
      return from - WIDTH < 0 ? from : from - WIDTH
    case 'Home':
      return ctrlKey ? 0 : row
    case 'End':
      return ctrlKey ? LAST : row + WIDTH - 1
    default:
      return undefined
  }
}
