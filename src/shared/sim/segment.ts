import type { LineLevels } from '#shared/i2c/bus.ts'
import { arbitrate } from './arbitration.ts'
import type { Driver } from './arbitration.ts'
import { Seat } from './seat.ts'
import type { Presence } from './seat.ts'
import type { SimTarget } from './targets/target.ts'
import { BITS_PER_BYTE, CLOCK_LOW_TIMEOUT_US, bitUs } from './timing.ts'
import type { ByteResult } from './wire-controller.ts'
import type { WireTrace } from './wire-trace.ts'

/** What one controller does with the byte being clocked. */
export interface ByteIntent {
  readonly name: string
  /** The byte it sends; null when it reads. */
  readonly sends: number | null
  /** When it reads: whether it acknowledges. */
  readonly acks: boolean
}

/** Who took part in the bits of one byte. */
interface ByteOnWire {
  readonly startUs: number
  readonly byte: number
  readonly drivers: readonly Driver[]
  readonly letGoAt: readonly (number | null)[]
  readonly ackers: readonly string[]
}

/** The two lines and every target on them, driven by one or more controllers in step. Knows nothing of who they are. */
export class Segment {
  readonly #seats: Seat[] = []
  #expectsAddress = false
  #sclHeldUntilUs = 0
  /** Wire time in microseconds. */
  nowUs = 0
  clockHz = 100_000
  trace: WireTrace | undefined

  /** Puts a target on the wire. */
  attach(target: SimTarget, presence: Presence): void {
    this.#seats.push(new Seat(target, presence))
  }

  /** Lets targets join and leave as is due. */
  updatePresence(): void {
    for (const seat of this.#seats) seat.update(this.nowUs)
  }

  /** Whether `target` is on the wire. */
  isPresent(target: SimTarget): boolean {
    return this.#seats.some((seat) => seat.target === target && seat.present)
  }

  /** Levels as they are now, no controller driving. */
  lines(): LineLevels {
    const sclLow = this.nowUs < this.#sclHeldUntilUs || this.#seats.some((seat) => seat.holdsScl)
    return { scl: sclLow ? 'low' : 'high', sda: this.#seats.some((seat) => seat.holdsSda) ? 'low' : 'high' }
  }

  /** START or repeated START; false when a line is low and none can be sent. */
  start(isRepeated: boolean): boolean {
    for (const seat of this.#seats) seat.pause()
    if (!isRepeated) this.updatePresence()
    if (!this.#idle()) return false
    for (const seat of this.#seats) seat.dismiss()
    this.trace?.({ kind: isRepeated ? 'repeated-start' : 'start', tUs: this.nowUs })
    this.nowUs += bitUs(this.clockHz)
    this.#expectsAddress = true
    return true
  }

  /** STOP; false when a line is low and none can be sent. */
  stop(): boolean {
    for (const seat of this.#seats) seat.pause()
    this.nowUs += bitUs(this.clockHz)
    this.#expectsAddress = false
    if (!this.#idle()) return false
    for (const seat of this.#seats) {
      seat.dismiss()
      if (seat.present) seat.target.stop?.()
    }
    this.trace?.({ kind: 'stop', tUs: this.nowUs })
    return true
  }

  /** Clocks nine bits with the intents of all controllers that are in step; a result for each. */
  clockByte(intents: readonly ByteIntent[], stretchLimitUs: number): ByteResult[] {
    if (this.#stretchedBeyond(stretchLimitUs)) {
      return intents.map(() => ({ byte: 0xff, acked: false, lost: false, timedOut: true }))
    }
    const startUs = this.nowUs
    const senders = intents.filter((intent) => intent.sends !== null)
    const talkers = this.#seats.filter((seat) => seat.role === 'talking' && seat.present)
    const drivers = this.#drivers(senders, talkers)
    const { byte, letGoAt } = arbitrate(drivers)
    this.nowUs += BITS_PER_BYTE * bitUs(this.clockHz)
    const ackers = this.#ackers(intents, byte)
    const acked = ackers.length > 0
    for (const [i, seat] of talkers.entries()) this.#told(seat, letGoAt[senders.length + i] === null, acked)
    this.#traceByte({ startUs, byte, drivers, letGoAt, ackers })
    return intents.map((intent) => {
      const lost = intent.sends === null ? acked && !intent.acks : letGoAt[senders.indexOf(intent)] !== null
      return { byte, acked, lost, timedOut: false }
    })
  }

  /** Keeps SCL low for `us` microseconds. */
  holdClock(us: number): void {
    this.nowUs += us
    if (us > CLOCK_LOW_TIMEOUT_US) this.#abandon()
  }

  /** One SCL pulse with SDA released; none gets through while SCL is held low. */
  pulse(): LineLevels {
    this.nowUs += bitUs(this.clockHz)
    const before = this.lines()
    for (const seat of this.#seats) if (before.scl === 'high' || seat.holdsScl) seat.pulse()
    this.trace?.({ kind: 'pulse', tUs: this.nowUs })
    return this.lines()
  }

  #idle(): boolean {
    const { scl, sda } = this.lines()
    return scl === 'high' && sda === 'high'
  }

  #drivers(senders: readonly ByteIntent[], talkers: readonly Seat[]): Driver[] {
    const drivers: Driver[] = senders.map(({ name, sends }) => ({ name, byte: sends ?? 0xff, yields: true }))
    for (const { target } of talkers) drivers.push({ name: target.name, byte: target.offer(), yields: target.yields })
    for (const seat of this.#seats) if (seat.holdsSda) drivers.push({ name: seat.target.name, byte: 0, yields: false })
    return drivers
  }

  /** The ninth bit: a target acknowledges what it received, a controller what it read; anybody's 0 is an ACK. */
  #ackers(intents: readonly ByteIntent[], byte: number): string[] {
    const ackers = intents.filter((intent) => intent.sends === null && intent.acks).map(({ name }) => name)
    for (const seat of this.#seats) {
      if (!seat.present) continue
      if (this.#expectsAddress) {
        if (seat.target.select(byte >> 1, (byte & 1) === 1, this.nowUs)) {
          seat.role = byte & 1 ? 'talking' : 'listening'
          ackers.push(seat.target.name)
        }
      } else if (seat.role === 'listening') {
        if (seat.target.receive(byte)) ackers.push(seat.target.name)
        else seat.role = 'idle'
      }
      if (seat.holdsSda) ackers.push(seat.target.name)
    }
    this.#expectsAddress = false
    return ackers
  }

  #told(seat: Seat, won: boolean, acked: boolean): void {
    seat.target.sent?.({ won, acked })
    if (!won || !acked) seat.role = 'idle'
  }

  /** Waits while targets keep SCL low. True when that is longer than the controller has patience. */
  #stretchedBeyond(limitUs: number): boolean {
    if (this.#seats.some((seat) => seat.holdsScl)) {
      this.nowUs += limitUs
      if (limitUs > CLOCK_LOW_TIMEOUT_US) this.#abandon()
      return true
    }
    let us = 0
    for (const seat of this.#seats) {
      if (seat.role !== 'idle' && seat.present) us = Math.max(us, seat.target.stretchUs?.() ?? 0)
    }
    if (us === 0) return false
    this.trace?.({ kind: 'stretch', tUs: this.nowUs, us })
    this.#sclHeldUntilUs = this.nowUs + us
    this.nowUs += Math.min(us, limitUs)
    if (us > CLOCK_LOW_TIMEOUT_US) this.#abandon()
    return us > limitUs
  }

  #abandon(): void {
    this.#expectsAddress = false
    for (const seat of this.#seats) {
      seat.dismiss()
      if (seat.present) seat.target.abandon?.()
    }
  }

  #traceByte({ startUs, byte, drivers, letGoAt, ackers }: ByteOnWire): void {
    this.trace?.({
      kind: 'byte',
      tUs: startUs,
      byte,
      drivers: drivers.map(({ name, byte: sent }, i) => ({ name, byte: sent, letGoAt: letGoAt[i] ?? null })),
      acked: ackers.length > 0,
      ackedBy: [...new Set(ackers)],
    })
  }
}
