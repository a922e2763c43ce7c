import type { SimTarget } from './targets/target.ts'

/** When a target is on the bus, in microseconds of wire time. */
export interface Presence {
  readonly joinsAtUs: number
  /** Null when it stays. */
  readonly leavesAtUs: number | null
}

/** What a target is doing within the transaction on the wire. */
export type SeatRole = 'idle' | 'listening' | 'talking'

/** A target's place on the wire: whether it is there, and what part it takes in the transaction. */
export class Seat {
  readonly target: SimTarget
  readonly presence: Presence
  role: SeatRole = 'idle'
  /** A byte it is half-way through since the controller stopped clocking: it still drives this bit of it. */
  unfinished: { byte: number; bit: number } | null = null
  #present = false

  constructor(target: SimTarget, presence: Presence) {
    this.target = target
    this.presence = presence
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

  /** Ends its part in the transaction. */
  dismiss(): void {
    this.role = 'idle'
    this.unfinished = null
  }

  /** Whether it keeps SDA low with nobody clocking, by a fault or within an unfinished byte. */
  get holdsSda(): boolean {
    if (!this.#present) return false
    const stuckBit = this.unfinished !== null && ((this.unfinished.byte << this.unfinished.bit) & 0x80) === 0
    return stuckBit || this.target.holds?.().sda === true
  }

  /** Whether it keeps SCL low. */
  get holdsScl(): boolean {
    return this.#present && this.target.holds?.().scl === true
  }

  /** One SCL pulse with SDA released by the controller: an unfinished byte moves on, and ends in a NACK. */
  pulse(): void {
    if (!this.#present) return
    this.target.pulsed?.()
    if (this.unfinished && ++this.unfinished.bit === 8) this.dismiss()
  }

  /** The controller stops clocking; a target that was to send its next byte drives the first bit of it already. */
  pause(): void {
    if (this.role === 'talking' && this.#present) this.unfinished = { byte: this.target.offer(), bit: 0 }
    this.role = 'idle'
  }
}
