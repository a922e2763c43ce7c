/** `1 device`, `2 devices`. */
export function counted(count: number, what: string, plural = `${what}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? what : plural}`
}

/** Microseconds in the unit people would use: `190 µs`, `3.81 ms`, `1.25 s`, `4 min`. */
export function durationText(us: number): string {
  if (us < 1000) return `${Math.round(us)} µs`
  if (us < 100_000) return `${trim(us / 1000, 2)} ms`
  if (us < 1e6) return `${trim(us / 1000, 0)} ms`
  if (us < 120e6) return `${trim(us / 1e6, 2)} s`
  return `${trim(us / 60e6, 0)} min`
}

/** A clock in the unit people would use: `100 kHz`. */
export function clockText(hz: number): string {
  return hz < 1000 ? `${hz} Hz` : `${trim(hz / 1000, 2)} kHz`
}

/** Minutes and seconds left: `9:42`. */
export function countdownText(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000))
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}

/** The time of day, as the reader's clock has it. */
export function timeText(utc: string): string {
  return new Date(utc).toLocaleTimeString('en-GB')
}

/** The day as people say it: `today`, `yesterday`, `19 Nov`. */
export function dayText(utc: string, nowMs: number): string {
  const day = new Date(utc)
  const days = Math.round((midnight(nowMs) - midnight(day.getTime())) / 86_400_000)
  if (days === 0) return 'today'
  if (days === 1) return 'yesterday'
  return day.toLocaleDateString('en-GB', { day: 'numeric', month: 'short' })
}

/** Hex as people read it on a screen: upper case, no prefix. */
export function bareHex(text: string): string {
  return text.replace(/^0x/, '').toUpperCase()
}

function midnight(ms: number): number {
  return new Date(ms).setHours(0, 0, 0, 0)
}

function trim(value: number, digits: number): string {
  return String(Number(value.toFixed(digits)))
}
