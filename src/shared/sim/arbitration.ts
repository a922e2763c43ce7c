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
  const letGoAt = new Array<number | null>(drivers.length).fill(null)
  let byte = 0xff
  for (let bit = 0; bit < 8; bit++) {
    const mask = 0x80 >> bit
    let isLow = false
    let isMixed = false
    for (let i = 0; i < drivers.length; i++) {
      if (letGoAt[i] !== null) continue
      if (((drivers[i]?.byte ?? 0xff) & mask) === 0) isLow = true
      else isMixed = true
    }
    if (!isLow) continue
    byte &= ~mask
    if (isMixed) letGo(drivers, letGoAt, bit)
  }
  return { byte, letGoAt }
}

/** Those who find a 0 where they sent a 1 let go, if they look at all. */
function letGo(drivers: readonly Driver[], letGoAt: (number | null)[], bit: number): void {
  for (let i = 0; i < drivers.length; i++) {
    const driver = drivers[i]
    if (driver?.yields && letGoAt[i] === null && driver.byte & (0x80 >> bit)) letGoAt[i] = bit
  }
}
