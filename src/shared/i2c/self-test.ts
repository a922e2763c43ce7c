import type { LineLevels } from './bus.ts'

/**
 * Addresses of the one-byte reads that nobody may acknowledge: reserved by I2C for future use, and not
 * 0x00-0x0f, 0x78-0x7c or 0x7e, where parts listen to special codes.
 */
export const SELF_TEST_ADDRESSES = [0x7d, 0x7f] as const

/** What lines held low mean, in words; undefined where both are high or can't be read. */
export function describeStuckLines({ scl, sda }: LineLevels): string | undefined {
  if (scl === 'low' && sda === 'low') {
    return 'SCL and SDA are both low: first of all, the bus has no pull-ups or the card no power (pull-ups live on the system board, so a bench has none until you add them)'
  }
  if (scl === 'low') {
    return 'SCL is held low: a target is stretching the clock without end, or the line is shorted; power-cycle the card'
  }
  if (sda === 'low') {
    return 'SDA is held low: a target is stuck in the middle of a byte; "arpeggio lines --recover" clocks it out, or power-cycle the card'
  }
  return undefined
}
