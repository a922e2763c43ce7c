import type { LinesState } from '#shared/api/contract.ts'
import type { BusRequest } from '#shared/api/operation-request.ts'
import type { Clock } from '#shared/i2c/clock.ts'
import type { LineLevel, LineLevels } from '#shared/i2c/bus.ts'
import { isBusError } from '#shared/i2c/errors.ts'
import { printable } from '#shared/run/printable.ts'
import type { Engine } from '../engine.ts'
import { OpenError, RequestError } from '#shared/api/refusals.ts'

const EVERY_MS = 250
/** Opening an adapter that is gone means looking for it on USB each time. */
const AGAIN_MS = 2000

/** Since when each line has been seen low; null while it is not. */
type LowSince = Readonly<Record<'scl' | 'sda', number | null>>

const NEITHER: LowSince = { scl: null, sda: null }
const UNKNOWN: LineLevels = { scl: 'unknown', sda: 'unknown' }

/** What a watch of the lines needs. */
export interface LineWatchParts {
  readonly engine: Engine
  readonly clock: Clock
  readonly tell: (state: LinesState) => void
  /** Whether a run holds a bus: it may for days, and nobody waits for that. */
  readonly isBusy: () => boolean
  /** Reading them failed: the adapter may be gone. */
  readonly failed: () => void
}

/** Reads the lines of one bus again and again. The engine lets it wait while an operation holds the bus. */
export class LineWatch implements Disposable {
  readonly #parts: LineWatchParts
  #bus: BusRequest | null = null
  #lowSince: LowSince = NEITHER
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(parts: LineWatchParts) {
    this.#parts = parts
  }

  /** The selector of the bus that is followed. */
  get selector(): string | null {
    return this.#bus?.selector ?? null
  }

  /**
   * Follows `bus` from now on, null: none. Settles after the first look, or at once while a run holds a bus.
   * @throws RequestError or OpenError, and then none is followed
   */
  async follow(bus: BusRequest | null): Promise<void> {
    this[Symbol.dispose]()
    if (!bus) return
    this.#bus = bus
    if (this.#parts.isBusy()) {
      void this.#look(bus)
      return
    }
    const { levels } = await this.#parts.engine.lines(bus).catch((error: unknown) => {
      if (this.#bus === bus) this.#bus = null
      throw error
    })
    this.#saw(bus, levels)
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer)
    this.#bus = null
    this.#lowSince = NEITHER
  }

  async #look(bus: BusRequest): Promise<void> {
    try {
      const { levels } = await this.#parts.engine.lines(bus)
      this.#saw(bus, levels)
    } catch (error) {
      this.#failed(bus, error)
    }
  }

  #saw(bus: BusRequest, levels: LineLevels): void {
    if (this.#bus !== bus) return
    const nowMs = this.#parts.clock.nowUs() / 1000
    const since = (level: LineLevel, before: number | null): number | null =>
      level === 'low' ? (before ?? nowMs) : null
    this.#lowSince = { scl: since(levels.scl, this.#lowSince.scl), sda: since(levels.sda, this.#lowSince.sda) }
    const { scl, sda } = this.#lowSince
    const lowForMs = { scl: scl === null ? 0 : nowMs - scl, sda: sda === null ? 0 : nowMs - sda }
    this.#parts.tell({ selector: bus.selector, levels, lowForMs, problem: null })
    this.#lookAgain(bus, EVERY_MS)
  }

  #failed(bus: BusRequest, error: unknown): void {
    const isRefused = error instanceof RequestError
    if (!isRefused && !isBusError(error) && !(error instanceof OpenError)) throw error
    if (!isRefused) this.#parts.failed()
    if (this.#bus !== bus) return
    this.#lowSince = NEITHER
    const lowForMs = { scl: 0, sda: 0 }
    this.#parts.tell({ selector: bus.selector, levels: UNKNOWN, lowForMs, problem: printable(error.message) })
    // A bus that there can't be will not come.
    if (isRefused) this.#bus = null
    else this.#lookAgain(bus, AGAIN_MS)
  }

  #lookAgain(bus: BusRequest, afterMs: number): void {
    this.#timer = setTimeout(() => void this.#look(bus), afterMs)
    this.#timer.unref()
  }
}
