import type { Run } from '#shared/run/run.ts'

const LOOK_EVERY_MS = 15_000
const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

let nowMs = $state(Date.now())
setInterval(() => (nowMs = Date.now()), LOOK_EVERY_MS)

/** How long ago something was seen, in the steps its colour fades by. */
export type Age = 'fresh' | 'minutes' | 'hours' | 'stale'

/** The age of something seen at `seenMs`; it looks at the clock every now and then. */
export function ageOf(seenMs: number): Age {
  const ageMs = nowMs - seenMs
  if (Number.isNaN(ageMs) || ageMs < 2 * MINUTE_MS) return 'fresh'
  if (ageMs < HOUR_MS) return 'minutes'
  return ageMs < 24 * HOUR_MS ? 'hours' : 'stale'
}

/** When a run ended, or began where it has not ended. */
export function endOf(run: Run | undefined): number {
  return Date.parse(run?.finished_utc ?? run?.started_utc ?? '')
}

/** The present, as often as ages are looked at. */
export function presentMs(): number {
  return nowMs
}
