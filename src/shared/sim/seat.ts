import type { Driver } from './arbitration.ts'
import type { SimTarget } from './targets/target.ts'

/** When a target is on the bus, in microseconds of wire time. */
export interface Presence {
  readonly joinsAtUs: number
  /** Null when it stays. */
  readonly leavesAtUs: number | null
}

/** A target's place on the wire: whether it is there, and what it does to the lines. */
export class Seat implements Driver {
  readonly target: SimTarget
  readonly presence: Presence
  readonly name: string
  readonly yields: boolean
  /** The byte it drives while it talks. */
  byte = 0xff
  /** A byte it is half-way through since the controller stopped clocking: the bit of `byte` it still drives. */
  #unfinishedBit: number | null = null
  #present = false

  constructor(target: SimTarget, presence: Presence) {
    this.target = target
    this.presence = presence
    this.name = target.name
    this.yields = target.yields
  }

  /** Whether the target was on the bus when {@link Seat.update} was called last. */
  get present(): boolean {
    return this.#present
  }

  /** Lets the target join or leave, as is due at `nowUs`. */
  update(nowUs: number): void {
    const { joinsAtUs, leavesAtUs } = this.presence
    const due = nowUs >= joinsAtUs && (leavesAtUs === null || nowUs < leavesAtUs)
    if (due === this.#present) return
    this.#present = due
    this.dismiss()
    if (due) this.target.powerOn?.()
    else this.target.powerOff?.()
  }

  /** Ends its part in the transaction: an unfinished byte is forgotten. */
  dismiss(): void {
    this.#unfinishedBit = null
  }

  /** Whether it keeps a line low, for whatever reason. */
  get holdsLine(): boolean {
    if (this.#unfinishedBit !== null) return true
    const held = this.target.holds?.()
    return held !== undefined && (held.sda || held.scl)
  }

  /** Whether it keeps SDA low with nobody clocking, by a fault or within an unfinished byte. */
  get holdsSda(): boolean {
    if (!this.#present) return false
    const isStuck = this.#unfinishedBit !== null && ((this.byte << this.#unfinishedBit) & 0x80) === 0
    return isStuck || this.target.holds?.().sda === true
  }

  /** Whether it keeps SCL low. */
  get holdsScl(): boolean {
    return this.#present && this.target.holds?.().scl === true
  }

  /** One SCL pulse with SDA released by the controller: an unfinished byte moves on, and ends in a NACK. */
  pulse(): void {
    if (!this.#present) return
    this.target.pulsed?.()
    if (this.#unfinishedBit !== null && ++this.#unfinishedBit === 8) this.dismiss()
  }

  /** The controller stops clocking while it talks: it drives the first bit of its next byte already. */
  pause(): void {
    this.byte = this.target.offer()
    this.#unfinishedBit = 0
  }
}
