import type { Run } from '#shared/run/run.ts'
import type { Card } from './cards.ts'
import { cardOf, strikeOf, type Case } from './cases.ts'
import { judge, type Judgement } from './judge.ts'
import { perform, type Performed } from './perform.ts'
import type { AdapterName, KernelPlace } from './rig.ts'

/** A case that was tried. */
export interface Tried {
  readonly judgement: Judgement
  readonly performed: Performed | null
}

/** Tries cases, each against the sound run of its card and adapter. */
export class Matrix {
  readonly #place: KernelPlace
  readonly #sound = new Map<string, Run>()

  constructor(place: KernelPlace) {
    this.#place = place
  }

  /** The run of a card on an adapter with nothing wrong. */
  async soundRun(adapter: AdapterName, card: Card): Promise<Run> {
    const key = `${adapter}/${card.name}`
    const known = this.#sound.get(key)
    if (known) return known
    const { run } = await perform({ adapter, card, place: this.#place, seed: 0, strikesAt: 0 })
    if (!run?.complete) throw new Error(`${key}: the sound run does not end well`)
    this.#sound.set(key, run)
    return run
  }

  /** Tries a case. A defect is a case that went wrong, like any other. */
  async try(one: Case): Promise<Tried> {
    const { adapter, seed, moment } = one
    const sound = await this.soundRun(adapter, one.card)
    try {
      const strikesAt = moment === null ? null : moment.seq
      const attempt = { adapter, seed, place: this.#place, card: cardOf(one), strikesAt, strike: strikeOf(one) }
      const performed = await perform(attempt)
      return { performed, judgement: judge(one, performed, sound) }
    } catch (error) {
      const wrong = [`a defect: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`]
      return { performed: null, judgement: { ending: 'stopped', wrong, codes: [] } }
    }
  }
}
