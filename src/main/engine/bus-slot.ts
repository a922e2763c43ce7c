import { isBusError } from '#shared/i2c/errors.ts'
import type { BusSource, OpenedBus } from './opened-bus.ts'
import { OpenError, RequestError } from '#shared/api/refusals.ts'

interface Opening {
  readonly bus: OpenedBus
  readonly clockHz: number
}

/** One bus as the engine keeps it: a queue before it, and the adapter while it is open. */
export class BusSlot {
  /** The canonical selector. */
  readonly key: string
  /** Whether the adapter has passed its self-test since it was opened. */
  selfTestPassed = false
  #opening: Opening | undefined
  #last: Promise<unknown> = Promise.resolve()

  constructor(key: string) {
    this.key = key
  }

  /** Runs `action` once everything asked for before has ended: an operation holds the bus for its whole length. */
  exclusively<T>(action: () => Promise<T>): Promise<T> {
    const result = this.#last.then(action)
    this.#last = result.catch(() => undefined)
    return result
  }

  /**
   * The open bus, opened at `clockHz` where it is not open yet.
   * @throws OpenError, or RequestError where it is open at another speed
   */
  async open(source: BusSource, clockHz: number): Promise<OpenedBus> {
    this.#opening ??= { bus: await openOrExplain(source, clockHz), clockHz }
    if (this.#opening.clockHz !== clockHz) {
      throw new RequestError(`${this.key} is open at ${this.#opening.clockHz} Hz; close it to change its speed`)
    }
    return this.#opening.bus
  }

  /** Closes the bus, if it is open. */
  async close(): Promise<void> {
    const opening = this.#opening
    this.#opening = undefined
    this.selfTestPassed = false
    await opening?.bus[Symbol.asyncDispose]()
  }
}

async function openOrExplain(source: BusSource, clockHz: number): Promise<OpenedBus> {
  try {
    return await source.open(clockHz)
  } catch (error) {
    if (isBusError(error)) throw new OpenError(error.kind, error.message, error)
    throw error
  }
}
