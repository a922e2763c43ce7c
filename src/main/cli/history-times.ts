import { valued } from './option-values.ts'

const DAY_MS = 86_400_000
const UNIT_MS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: DAY_MS, w: 7 * DAY_MS }
const DAY = /^\d{4}-\d\d-\d\d$/
/** A time without a zone would be another one on the next computer. */
const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/

/** The moment a text names, as ISO 8601 in UTC; of a day, its beginning. */
export const parseDay = valued((text) => new Date(momentMs(text)).toISOString())

/** The same; of a day, its end. */
export const parseDayAfter = valued((text) => {
  return new Date(momentMs(text) + (DAY.test(text) ? DAY_MS : 0)).toISOString()
})

/** An age such as `90d`, `2w`, `12h` or `30m`, in milliseconds. */
export const parseAge = valued((text) => {
  const [, amount = '', unit = ''] = /^(\d+)([mhdw])$/.exec(text) ?? []
  const ms = Number(amount) * (UNIT_MS[unit] ?? Number.NaN)
  // Further back there are no dates.
  if (ms <= 1e14) return ms
  throw new SyntaxError('expected an age such as 90d, 2w or 12h')
})

function momentMs(text: string): number {
  const ms = DAY.test(text) || MOMENT.test(text) ? Date.parse(text) : Number.NaN
  if (Number.isNaN(ms)) throw new SyntaxError('expected a day such as 2026-11-22, or a time such as 2026-11-22T09:30Z')
  return ms
}
