/** One field that is not as expected. */
export interface Difference {
  /** The key of the Run document it concerns, such as `address`. */
  readonly field: string
  readonly expected: string
  readonly found: string
}

/** A difference in words: `address: expected 0x11, found 0x20`. */
export function differenceText({ field, expected, found }: Difference): string {
  return `${field}: expected ${expected}, found ${found}`
}
