import type { Clock } from '#shared/i2c/clock.ts'

/** How many come at once, and how many a second for good. */
export interface Rate {
  readonly burst: number
  readonly perSecond: number
}

/** Counts what comes against a rate. */
export class RateLimit {
  readonly #rate: Rate
  readonly #clock: Clock
  #left: number
  #countedUs: number

  constructor(rate: Rate, clock: Clock) {
    this.#rate = rate
    this.#clock = clock
    this.#left = rate.burst
    this.#countedUs = clock.nowUs()
  }

  /** Takes one; false when that is too many. */
  take(): boolean {
    const nowUs = this.#clock.nowUs()
    const { burst, perSecond } = this.#rate
    this.#left = Math.min(burst, this.#left + ((nowUs - this.#countedUs) / 1e6) * perSecond)
    this.#countedUs = nowUs
    if (this.#left < 1) return false
    this.#left--
    return true
  }
}
