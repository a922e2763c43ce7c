import type { Clock } from '#shared/i2c/clock.ts'

const LOOK_EVERY_MS = 2000
/** Longer than any turn of the event loop, and shorter than any sleep that matters. */
const LONGEST_ABSENCE_MS = 15_000

/**
 * Notices that the computer slept, also where no system tells: one of its clocks went on without us. A clock that was
 * set forward looks the same. Some systems stop the one clock while they sleep, some the other.
 */
export class SleepWatch implements Disposable {
  readonly #clock: Clock
  readonly #slept: () => void
  readonly #timer: ReturnType<typeof setInterval>
  #seenMs: readonly number[]

  constructor(clock: Clock, slept: () => void) {
    this.#clock = clock
    this.#slept = slept
    this.#seenMs = this.#nowMs()
    this.#timer = setInterval(() => this.look(), LOOK_EVERY_MS)
    this.#timer.unref()
  }

  /** Whether it slept since the last look. To be called before anything that a sleep forbids: timers come late after one. */
  look(): boolean {
    const before = this.#seenMs
    this.#seenMs = this.#nowMs()
    const hasSlept = this.#seenMs.some((ms, clock) => ms - (before[clock] ?? ms) > LONGEST_ABSENCE_MS)
    if (hasSlept) this.#slept()
    return hasSlept
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer)
  }

  #nowMs(): readonly number[] {
    return [this.#clock.nowUs() / 1000, this.#clock.utcMs()]
  }
}
