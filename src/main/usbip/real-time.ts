import { setTimeout as delay } from 'node:timers/promises'
import type { SimClock } from '#shared/sim/clock.ts'

/** One slot of a full-speed device in microseconds. */
const FRAME_US = 1000

/** How simulated time follows the time of a host that is real. */
export interface Pacing {
  /** Brings the simulated clock to the present. */
  catchUp(): void
  /** Settles when the next slot for a report or packet comes. */
  frame(signal: AbortSignal): Promise<void>
  /** Settles when simulated time `us` has come. */
  until(us: number, signal: AbortSignal): Promise<void>
}

/**
 * Simulated time that passes as real time does, beginning at the clock's present. Who polls a chip model paced
 * like that sees it busy for exactly as long as its transfers would take.
 */
export class RealTime implements Pacing {
  readonly #clock: SimClock
  readonly #longestStallUs: number
  readonly #startMs = performance.now()
  #startUs: number

  /** `longestStallUs`: at most as much simulated time passes while nobody looks, for a host that is not to blame for being slow. */
  constructor(clock: SimClock, longestStallUs = Infinity) {
    this.#clock = clock
    this.#longestStallUs = longestStallUs
    this.#startUs = clock.nowUs()
  }

  catchUp(): void {
    const elapsedUs = (performance.now() - this.#startMs) * 1000
    const stalledUs = this.#startUs + elapsedUs - this.#clock.nowUs() - this.#longestStallUs
    if (stalledUs > 0) this.#startUs -= stalledUs
    this.#clock.advanceTo(this.#startUs + elapsedUs)
  }

  async frame(signal: AbortSignal): Promise<void> {
    this.catchUp()
    await this.until(this.#clock.nowUs() + FRAME_US, signal)
  }

  async until(us: number, signal: AbortSignal): Promise<void> {
    this.catchUp()
    const aheadMs = (us - this.#clock.nowUs()) / 1000
    if (aheadMs > 0) await delay(aheadMs, undefined, { signal })
    // Timers go off up to a millisecond early.
    this.#clock.advanceTo(us)
  }
}
