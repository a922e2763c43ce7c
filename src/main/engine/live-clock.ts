import { setImmediate as turn } from 'node:timers/promises'
import type { Clock } from '#shared/i2c/clock.ts'
import type { SimClock } from '#shared/sim/clock.ts'

/** Simulated time that is never behind real time, and waits for it where it is ahead. */
export class LiveClock implements Clock {
  readonly #clock: SimClock
  readonly #real: Clock
  /** What simulated time is ahead of the real one's count. */
  readonly #offsetUs: number

  constructor(clock: SimClock, real: Clock) {
    this.#clock = clock
    this.#real = real
    this.#offsetUs = clock.nowUs() - real.nowUs()
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
    const wakeUs = this.nowUs() + ms * 1000
    await this.#real.sleep(ms, signal)
    this.#clock.advanceTo(wakeUs)
  }

  /** Settles when real time has come to where simulated time is. */
  async becomePresent(): Promise<void> {
    const aheadMs = (this.#clock.nowUs() - this.#realUs()) / 1000
    // Not shorter: a timer takes a millisecond at least, many transactions take less.
    if (aheadMs > 1) await this.#real.sleep(aheadMs)
    // Whatever the clock: everybody gets their turn.
    await turn()
  }

  #realUs(): number {
    return this.#offsetUs + this.#real.nowUs()
  }
}
