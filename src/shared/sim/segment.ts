import type { LineLevels } from '#shared/i2c/bus.ts'
import { arbitrate } from './arbitration.ts'
import type { Driver } from './arbitration.ts'
import { Seat } from './seat.ts'
import type { Presence } from './seat.ts'
import type { SentByte, SimTarget } from './targets/target.ts'
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

/** The bits of one byte, for traces. */
interface ByteOnWire {
  readonly startUs: number
  readonly byte: number
  readonly drivers: readonly Driver[]
  readonly letGoAt: readonly (number | null)[]
  readonly ninth: NinthBit
}

/** Who pulled SDA low in the ninth bit: names are kept for traces only. */
interface NinthBit {
  acked: boolean
  readonly by: string[]
}

/**
 * The two lines and every target on them, driven by one or more controllers in step. Knows nothing of who
 * they are. With many targets the loops over bytes are the simulator's whole cost, so they touch only those
 * that take part in the transaction.
 */
export class Segment {
  readonly #seats: Seat[] = []
  /** Seats that acknowledged the last address byte. */
  #addressed: readonly Seat[] = []
  /** Those of them that still are written to, or still send. */
  #listeners: Seat[] = []
  #talkers: Seat[] = []
  /** Seats that keep a line low. */
  #holders: Seat[] = []
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
    this.#findHolders(this.#seats)
  }

  /** Whether `target` is on the wire. */
  isPresent(target: SimTarget): boolean {
    return this.#seats.some((seat) => seat.target === target && seat.present)
  }

  /** Levels as they are now, no controller driving. */
  lines(): LineLevels {
    const sclLow = this.nowUs < this.#sclHeldUntilUs || this.#holders.some((seat) => seat.holdsScl)
    return { scl: sclLow ? 'low' : 'high', sda: this.#holders.some((seat) => seat.holdsSda) ? 'low' : 'high' }
  }

  /** START or repeated START; false when a line is low and none can be sent. */
  start(isRepeated: boolean): boolean {
    this.#pause()
    if (!isRepeated) this.updatePresence()
    if (!this.#idle()) return false
    for (const seat of this.#addressed) seat.dismiss()
    this.trace?.({ kind: isRepeated ? 'repeated-start' : 'start', tUs: this.nowUs })
    this.nowUs += bitUs(this.clockHz)
    this.#expectsAddress = true
    return true
  }

  /** STOP; false when a line is low and none can be sent. */
  stop(): boolean {
    this.#pause()
    this.nowUs += bitUs(this.clockHz)
    this.#expectsAddress = false
    if (!this.#idle()) return false
    for (const seat of this.#addressed) {
      seat.dismiss()
      seat.target.stop?.()
    }
    this.#addressed = []
    this.trace?.({ kind: 'stop', tUs: this.nowUs })
    return true
  }

  /** Clocks nine bits with the intents of all controllers that are in step; a result for each. */
  clockByte(intents: readonly ByteIntent[], stretchLimitUs: number): ByteResult[] {
    if (this.#stretchedBeyond(stretchLimitUs)) {
      return intents.map(() => ({ byte: 0xff, acked: false, lost: false, timedOut: true }))
    }
    const startUs = this.nowUs
    const talkers = this.#talkers
    const drivers = this.#drivers(intents)
    const { byte, letGoAt } = arbitrate(drivers)
    this.nowUs += BITS_PER_BYTE * bitUs(this.clockHz)
    const ninth = this.#ninthBit(intents, byte)
    const { acked } = ninth
    if (talkers.length > 0) this.#tellTalkers(letGoAt, acked)
    if (this.trace) this.#traceByte(this.trace, { startUs, byte, drivers, letGoAt, ninth })
    let sender = talkers.length
    return intents.map(({ sends, acks }) => {
      const lost = sends === null ? acked && !acks : letGoAt[sender++] !== null
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

  #pause(): void {
    for (const seat of this.#talkers) seat.pause()
    this.#findHolders(this.#talkers)
    this.#talkers = []
    this.#listeners = []
  }

  /** A target begins or ends to hold a line only as a result of what it sees; `touched` are those that saw something. */
  #findHolders(touched: readonly Seat[]): void {
    if (this.#holders.length === 0 && !touched.some((seat) => seat.holdsLine)) return
    this.#holders = this.#seats.filter((seat) => seat.holdsLine)
  }

  /** Targets that talk, controllers that send, targets that hang on SDA: in this order. */
  #drivers(intents: readonly ByteIntent[]): Driver[] {
    for (const seat of this.#talkers) seat.byte = seat.target.offer()
    const drivers: Driver[] = [...this.#talkers]
    for (const { name, sends } of intents) if (sends !== null) drivers.push({ name, byte: sends, yields: true })
    for (const seat of this.#holders) if (seat.holdsSda) drivers.push({ name: seat.name, byte: 0, yields: false })
    return drivers
  }

  /** A target acknowledges what it received, a controller what it read; anybody's 0 is an ACK. */
  #ninthBit(intents: readonly ByteIntent[], byte: number): NinthBit {
    const ninth: NinthBit = { acked: false, by: [] }
    for (const { sends, acks, name } of intents) if (sends === null && acks) this.#acknowledge(ninth, name)
    if (this.#expectsAddress) this.#select(byte, ninth)
    else this.#deliver(byte, ninth)
    for (const seat of this.#holders) if (seat.holdsSda) this.#acknowledge(ninth, seat.name)
    return ninth
  }

  #acknowledge(ninth: NinthBit, name: string): void {
    ninth.acked = true
    if (this.trace && !ninth.by.includes(name)) ninth.by.push(name)
  }

  #select(byte: number, ninth: NinthBit): void {
    this.#expectsAddress = false
    const address = byte >> 1
    const isRead = (byte & 1) === 1
    const addressed = this.#seats.filter((seat) => seat.present && seat.target.select(address, isRead, this.nowUs))
    this.#addressed = addressed
    if (isRead) this.#talkers = addressed
    else this.#listeners = addressed
    for (const seat of addressed) this.#acknowledge(ninth, seat.name)
    this.#findHolders(addressed)
  }

  #deliver(byte: number, ninth: NinthBit): void {
    const before = this.#listeners
    if (before.length === 0) return
    this.#listeners = before.filter((seat) => seat.target.receive(byte))
    for (const seat of this.#listeners) this.#acknowledge(ninth, seat.name)
    this.#findHolders(before)
  }

  /** Who let go of SDA, or had its byte refused, sends no more. */
  #tellTalkers(letGoAt: readonly (number | null)[], acked: boolean): void {
    const winner: SentByte = { won: true, acked }
    const loser: SentByte = { won: false, acked }
    this.#talkers = this.#talkers.filter((seat, i) => {
      const won = letGoAt[i] === null
      seat.target.sent?.(won ? winner : loser)
      return won && acked
    })
  }

  /** Waits while targets keep SCL low. True when that is longer than the controller has patience. */
  #stretchedBeyond(limitUs: number): boolean {
    if (this.#holders.some((seat) => seat.holdsScl)) {
      this.nowUs += limitUs
      if (limitUs > CLOCK_LOW_TIMEOUT_US) this.#abandon()
      return true
    }
    let us = 0
    for (const seat of this.#listeners) us = Math.max(us, seat.target.stretchUs?.() ?? 0)
    for (const seat of this.#talkers) us = Math.max(us, seat.target.stretchUs?.() ?? 0)
    if (us === 0) return false
    this.trace?.({ kind: 'stretch', tUs: this.nowUs, us })
    this.#sclHeldUntilUs = this.nowUs + us
    this.nowUs += Math.min(us, limitUs)
    if (us > CLOCK_LOW_TIMEOUT_US) this.#abandon()
    return us > limitUs
  }

  #abandon(): void {
    this.#expectsAddress = false
    this.#talkers = []
    this.#listeners = []
    for (const seat of this.#seats) {
      seat.dismiss()
      if (seat.present) seat.target.abandon?.()
    }
  }

  #traceByte(trace: WireTrace, { startUs, byte, drivers, letGoAt, ninth }: ByteOnWire): void {
    trace({
      kind: 'byte',
      tUs: startUs,
      byte,
      drivers: drivers.map(({ name, byte: sent }, i) => ({ name, byte: sent, letGoAt: letGoAt[i] ?? null })),
      acked: ninth.acked,
      ackedBy: ninth.by,
    })
  }
}
