import { SimClock } from '#shared/sim/clock.ts'

/** Simulated time that passes without giving other work its turn: thousands of waits cost nothing. */
export class InstantClock extends SimClock {
  override async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted()
    this.advance(ms * 1000)
    await Promise.resolve()
    signal?.throwIfAborted()
  }
}
