// Set up before anything of the page is loaded: one moment for all pictures, so that nothing on them ages or counts down.
// Timers are real, and the page goes on. (Vitest's own false clock runs on whenever a test waits.)

/** 2026-11-22T14:02:07Z. */
const START_MS = Date.UTC(2026, 10, 22, 14, 2, 7)

let passedMs = 0

const RealDate = Date

class StoppedDate extends RealDate {
  constructor(...args: readonly unknown[]) {
    if (args.length === 0) super(START_MS + passedMs)
    else super(...(args as [number]))
  }

  static override now(): number {
    return START_MS + passedMs
  }
}

globalThis.Date = StoppedDate as DateConstructor
performance.now = () => passedMs

/** What looks at the clock this seldom would see a time that `rewind` has taken back, now and then, and show it on a later picture. */
const SELDOM_MS = 10_000
const realSetInterval = globalThis.setInterval
globalThis.setInterval = ((work: () => void, ms: number) =>
  ms < SELDOM_MS ? realSetInterval(work, ms) : 0) as typeof globalThis.setInterval

/** Lets time pass at once. */
export function pass(ms: number): void {
  passedMs += ms
}

/** Back to the first moment. */
export function rewind(): void {
  passedMs = 0
}
