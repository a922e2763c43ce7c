import type { HeldLines, SimTarget } from './target.ts'

/** Something that keeps lines low: a hung target, or no pull-ups and no power. Answers to no address. */
export class LineHolder implements SimTarget {
  readonly name = 'held lines'
  readonly yields = false
  readonly #held: HeldLines
  /** SCL pulses until it lets go; null for never. */
  #pulsesLeft: number | null

  constructor(held: HeldLines, freedAfterPulses: number | null) {
    this.#held = held
    this.#pulsesLeft = freedAfterPulses
  }

  /** See {@link SimTarget.select}. */
  select(): boolean {
    return false
  }

  /** See {@link SimTarget.receive}. */
  receive(): boolean {
    return false
  }

  /** See {@link SimTarget.offer}. */
  offer(): number {
    return 0xff
  }

  /** See {@link SimTarget.holds}. */
  holds(): HeldLines {
    return this.#pulsesLeft === 0 ? { sda: false, scl: false } : this.#held
  }

  /** See {@link SimTarget.pulsed}. */
  pulsed(): void {
    if (this.#pulsesLeft !== null && this.#pulsesLeft > 0) this.#pulsesLeft--
  }
}
