import { setTimeout as delay } from 'node:timers/promises'
import type { Clock } from '#shared/i2c/clock.ts'

/** Time as this computer has it. */
export const systemClock: Clock = {
  nowUs: () => performance.now() * 1000,
  utcMs: () => Date.now(),
  async sleep(ms, signal) {
    signal?.throwIfAborted()
    try {
      await delay(ms, undefined, signal ? { signal } : {})
    } catch (error) {
      // Node's timers reject with an error of their own; the contract is the signal's reason.
      signal?.throwIfAborted()
      throw error
    }
  },
}
