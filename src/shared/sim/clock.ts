import type { Clock } from '#shared/i2c/clock.ts'

/** Simulated time: passes only when somebody waits or the wire is used, so a run takes no longer than its computing. */
export class SimClock implements Clock {
  #nowUs = 0
  readonly #originUtcMs: number

  /** `originUtcMs`: the wall-clock time, in milliseconds since the Unix epoch, at simulated time 0. */
  constructor(originUtcMs = 0) {
    this.#originUtcMs = originUtcMs
  }

  /** See {@link Clock.nowUs}. */
  nowUs(): number {
    return this.#nowUs
  }

  /** See {@link Clock.utcMs}. */
  utcMs(): number {
    return this.#originUtcMs + this.#nowUs / 1000
  }

  /** Lets `us` microseconds pass. */
  advance(us: number): void {
    this.#nowUs += us
  }

  /** Lets time pass until `us`, where that is not over yet. */
  advanceTo(us: number): void {
    this.#nowUs = Math.max(this.#nowUs, us)
  }

  /** See {@link Clock.sleep}: settles at once, the time having passed. */
  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted()
    this.advance(ms * 1000)
    // A macrotask, so that signals and other work get their turn as in a real wait.
    await new Promise<void>((resolve) => setTimeout(resolve, 0))
    signal?.throwIfAborted()
  }
}
