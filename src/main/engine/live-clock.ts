import { setTimeout as delay, setImmediate as turn } from 'node:timers/promises'
import type { Clock } from '#shared/i2c/clock.ts'
import type { SimClock } from '#shared/sim/clock.ts'
import { systemClock } from './system-clock.ts'

/** Simulated time that is never behind real time, and waits for it where it is ahead. */
export class LiveClock implements Clock {
  readonly #clock: SimClock
  readonly #startUs: number
  readonly #startMs = performance.now()

  constructor(clock: SimClock) {
    this.#clock = clock
    this.#startUs = clock.nowUs()
  }

  nowUs(): number {
    this.#clock.advanceTo(this.#realUs())
    return this.#clock.nowUs()
  }

  utcMs(): number {
    this.nowUs()
    return this.#clock.utcMs()
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    await systemClock.sleep(ms, signal)
    this.nowUs()
  }

  /** Settles when real time has come to where simulated time is. */
  async becomePresent(): Promise<void> {
    const aheadMs = (this.#clock.nowUs() - this.#realUs()) / 1000
    // Not shorter: a timer takes a millisecond at least, many transactions take less.
    if (aheadMs > 1) await delay(aheadMs)
    else await turn()
  }

  #realUs(): number {
    return this.#startUs + (performance.now() - this.#startMs) * 1000
  }
}
