import type { Clock } from '#shared/i2c/clock.ts'

/** SMBus targets may hold SCL for up to 35 ms before everybody gives up (SMBus 3.x, Table 2: tTIMEOUT). */
const SMBUS_TIMEOUT_US = 35_000
const SHORTEST_TIMEOUT_US = 25_000
/** Far more than fit into any deadline, for a clock that stands still. */
const MAX_POLLS = 10_000

/** How long a transaction may go on being unfinished. */
export class Deadline {
  readonly #clock: Clock
  readonly #startUs: number
  readonly #endUs: number
  #polls = 0

  /** From now on, for a transaction of `wireUs` on the wire, `timeoutMs` more than that and the SMBus timeout. */
  constructor(clock: Clock, wireUs: number, timeoutMs: number) {
    this.#clock = clock
    this.#startUs = clock.nowUs()
    this.#endUs = this.#startUs + wireUs + SMBUS_TIMEOUT_US + timeoutMs * 1000
  }

  /** Too early for SCL to have been low longer than every target may keep it (SMBus 3.x, Table 2: tTIMEOUT, 25 ms at least). */
  get isTooEarlyForTimeout(): boolean {
    return this.#clock.nowUs() - this.#startUs < SHORTEST_TIMEOUT_US
  }

  /**
   * Asks until there is a verdict; undefined when the question last put, after the deadline, had none still.
   * A question put in time counts although the system delivered its answer late.
   */
  async poll<T>(ask: () => Promise<T | undefined>): Promise<T | undefined> {
    for (;;) {
      const isLast = this.#clock.nowUs() >= this.#endUs || ++this.#polls >= MAX_POLLS
      const verdict = await ask()
      if (verdict !== undefined || isLast) return verdict
    }
  }
}
