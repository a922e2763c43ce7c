/** Somebody who drives a byte onto the wire. */
export interface Driver {
  readonly name: string
  readonly byte: number
  /** Whether it lets go for good on reading 0 where it sent 1 (UM10204 §3.1.8). */
  readonly yields: boolean
}

/** What one byte came to when everybody drove at once. */
export interface Arbitration {
  /** The wired-AND: 0xff when nobody drove. */
  readonly byte: number
  /** For each driver, in their order, the bit (0 is the first, most significant) in which it let go; null when it did not. */
  readonly letGoAt: readonly (number | null)[]
}

/** One byte on an open-drain line, most significant bit first: a low bit beats a high one. */
export function arbitrate(drivers: readonly Driver[]): Arbitration {
  const letGoAt: (number | null)[] = drivers.map(() => null)
  let byte = 0
  for (let bit = 0; bit < 8; bit++) {
    const mask = 0x80 >> bit
    const low = drivers.some((driver, i) => letGoAt[i] === null && (driver.byte & mask) === 0)
    if (!low) {
      byte |= mask
      continue
    }
    for (const [i, driver] of drivers.entries()) {
      if (driver.yields && letGoAt[i] === null && driver.byte & mask) letGoAt[i] = bit
    }
  }
  return { byte, letGoAt }
}
