import type { LinesState } from '#shared/api/contract.ts'
import type { LineLevel } from '#shared/i2c/bus.ts'
import type { OpenCard } from './open-card.ts'

const EVERY_MS = 500

/** Reads the lines of one card while it is idle, and says what they are. */
export class LineWatch {
  readonly #tell: (state: LinesState) => void
  #timer: ReturnType<typeof setInterval> | undefined
  #lowSince: { scl: number | null; sda: number | null } = { scl: null, sda: null }

  constructor(tell: (state: LinesState) => void) {
    this.#tell = tell
  }

  async start(selector: string, card: OpenCard, isBusy: () => boolean): Promise<void> {
    this.stop()
    await this.#look(selector, card)
    this.#timer = setInterval(() => {
      if (!isBusy()) void this.#look(selector, card)
    }, EVERY_MS)
  }

  stop(): void {
    clearInterval(this.#timer)
    this.#timer = undefined
    this.#lowSince = { scl: null, sda: null }
  }

  async #look(selector: string, card: OpenCard): Promise<void> {
    const levels = (await card.lines?.()) ?? { scl: 'unknown', sda: 'unknown' }
    this.#lowSince = { scl: since(levels.scl, this.#lowSince.scl), sda: since(levels.sda, this.#lowSince.sda) }
    const lowForMs = { scl: elapsed(this.#lowSince.scl), sda: elapsed(this.#lowSince.sda) }
    this.#tell({ selector, levels, lowForMs, problem: null })
  }
}

function since(level: LineLevel, before: number | null): number | null {
  return level === 'low' ? (before ?? performance.now()) : null
}

function elapsed(from: number | null): number {
  return from === null ? 0 : performance.now() - from
}
