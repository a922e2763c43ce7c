/** SCL low for longer makes targets give up: between the 25 and 35 ms of tTIMEOUT (SMBus 3.x, Table 2). */
export const CLOCK_LOW_TIMEOUT_US = 30_000

/** Bits of time a byte takes, its acknowledge included. */
export const BITS_PER_BYTE = 9

/** Length of one bit in microseconds. */
export function bitUs(clockHz: number): number {
  return 1e6 / clockHz
}

/** tBUF, the time in microseconds between STOP and the next START (SMBus 3.x, Table 2: 4.7 µs, 1.3 µs above 100 kHz). */
export function busFreeUs(clockHz: number): number {
  return clockHz > 100_000 ? 1.3 : 4.7
}
