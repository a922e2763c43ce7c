/** `1 device`, `2 devices`. */
export function counted(count: number, what: string, plural = `${what}s`): string {
  return `${count} ${count === 1 ? what : plural}`
}

/** Microseconds in the unit people would use: `190 µs`, `3.81 ms`, `1.25 s`. */
export function durationText(us: number): string {
  if (us < 1000) return `${Number(us.toFixed(1))} µs`
  if (us < 1e6) return `${Number((us / 1000).toFixed(2))} ms`
  return `${Number((us / 1e6).toFixed(2))} s`
}

/** A clock in the unit people would use: `100 kHz`. */
export function clockText(hz: number): string {
  if (hz === 0) return 'clock set by the kernel, unknown'
  return hz < 1000 ? `${hz} Hz` : `${Number((hz / 1000).toFixed(2))} kHz`
}
