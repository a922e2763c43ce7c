import { MAX_READ_BYTES, MAX_UNCHECKED_BYTES, PACKET_BYTES, STREAM, type Pins } from '#shared/adapters/ch341/codec.ts'
import { BITS_PER_BYTE, bitUs } from '../timing.ts'
import type { WireController } from '../wire-controller.ts'

/** What is wrong with a stream engine. */
export interface StreamFaults {
  readonly acksEverything: boolean
  /** A packet gets no more than one status byte; the others are left out of the answer. */
  readonly oneStatus: boolean
}

/** Status bytes as they were seen on hardware. */
const STATUS = { ack: 0x6f, nack: 0xef } as const
const SPEEDS_HZ = [20_000, 100_000, 400_000, 750_000] as const
/** `40` and `50` with a count of 0, by one source's measurement (karlp). */
const LONGEST_DELAY_US = { micro: 260, milli: 250_000 } as const

/**
 * The I2C engine of a CH341: works through stream packets on a simulated wire. It clocks whatever the wire
 * does: it does not wait for a clock held low, does not notice other controllers, and goes on after a refused
 * byte, reading 0xff. How it fares on lines that are held low is not known of the real one; here a START that
 * can't be sent leaves it clocking in vain, and what it samples is the level of SDA.
 */
export class Ch341Stream {
  readonly #wire: WireController
  readonly #faults: StreamFaults
  #isHeld = false
  /** SDA as sampled while no START could be sent; undefined while the wire can be driven. */
  #stuckSda: 'high' | 'low' | undefined
  /** Time spent clocking in vain, which the wire knows nothing of. */
  #vainUs = 0
  /** A target was seen to keep SCL low since the last START, so it may still do. */
  #isStretched = false
  #doneUs = 0

  constructor(wire: WireController, faults: StreamFaults) {
    this.#wire = wire
    this.#faults = faults
    wire.stretchLimitUs = 0
    this.setSpeed(1)
  }

  /** True between START and STOP. */
  get isHeld(): boolean {
    return this.#isHeld
  }

  /** When the engine is done with the packet it was given last, by the clock. */
  get doneUs(): number {
    return this.#doneUs
  }

  /** Levels of the pins, its own driving included: SCL is low between the bytes of a transaction. */
  get pins(): Pins {
    const { scl, sda } = this.#wire.lines()
    return { scl: scl === 'high' && !(this.#isHeld && this.#stuckSda === undefined), sda: sda === 'high' }
  }

  /** Sets the bus clock by the two speed bits. */
  setSpeed(code: number): void {
    this.#wire.clockHz = SPEEDS_HZ[code & 3] ?? SPEEDS_HZ[1]
  }

  /** Works through one packet after its first byte; what it answers, if anything. */
  run(packet: Uint8Array): number[] {
    this.#vainUs = 0
    const reply: number[] = []
    let statuses = 0
    for (let at = 1; at < packet.length; at++) {
      const code = packet[at] ?? STREAM.end
      if (code === STREAM.end) break
      const count = code & 0x1f
      if (code === STREAM.send) {
        const status = this.#send(packet[++at] ?? 0xff)
        if (statuses++ === 0 || !this.#faults.oneStatus) reply.push(status)
      } else if (code > STREAM.send && code <= STREAM.send + MAX_UNCHECKED_BYTES) {
        for (const byte of packet.subarray(at + 1, at + 1 + count)) this.#send(byte)
        at += count
      } else if (code >= STREAM.read && code <= STREAM.read + MAX_READ_BYTES) this.#read(code - STREAM.read, reply)
      else this.#control(code)
    }
    this.#doneUs = this.#wire.nowUs + this.#vainUs
    return reply.slice(0, PACKET_BYTES)
  }

  /** START, STOP, speed and delays; what is none of them is passed over. */
  #control(code: number): void {
    const value = code & 0x0f
    if (code === STREAM.start) this.#start()
    else if (code === STREAM.stop) this.#stop()
    else if ((code & 0xf8) === STREAM.speed) this.setSpeed(value)
    else if ((code & 0xf0) === 0x40) this.#vainUs += value || LONGEST_DELAY_US.micro
    else if ((code & 0xf0) === 0x50) this.#vainUs += value * 1000 || LONGEST_DELAY_US.milli
  }

  #start(): void {
    const isStuck = this.#wire.start() === 'stuck'
    this.#stuckSda = isStuck ? this.#sda() : undefined
    this.#isHeld = true
    this.#isStretched = false
    if (isStuck) this.#vainUs += bitUs(this.#wire.clockHz)
  }

  #stop(): void {
    // Also where no START could be sent: the pins are let go of, in case something was.
    this.#wire.stop()
    this.#isHeld = false
    this.#stuckSda = undefined
  }

  /** The status that a byte sent comes to. */
  #send(byte: number): number {
    const acked = this.#clockOut(byte) || this.#faults.acksEverything
    return acked ? STATUS.ack : STATUS.nack
  }

  #clockOut(byte: number): boolean {
    if (this.#isDeaf()) return this.#inVain() === 'low'
    const { acked, timedOut } = this.#wire.send(byte)
    this.#isStretched ||= timedOut
    return timedOut ? this.#inVain() === 'low' : acked
  }

  /** `count` bytes that are acknowledged, or one that is not for a count of 0. */
  #read(count: number, reply: number[]): void {
    for (let i = 0; i < Math.max(count, 1); i++) reply.push(this.#clockIn(count > 0))
  }

  #clockIn(ack: boolean): number {
    if (this.#isDeaf()) return this.#inVain() === 'low' ? 0x00 : 0xff
    const { byte, timedOut } = this.#wire.receive(ack)
    this.#isStretched ||= timedOut
    if (!timedOut) return byte
    return this.#inVain() === 'low' ? 0x00 : 0xff
  }

  /** True where clocks reach nobody: no START could be sent, or somebody keeps SCL low. */
  #isDeaf(): boolean {
    if (this.#stuckSda !== undefined || !this.#isHeld) return true
    return this.#isStretched && this.#wire.lines().scl === 'low'
  }

  /** Nine clocks that nobody can follow; SDA meanwhile. */
  #inVain(): 'high' | 'low' {
    const us = BITS_PER_BYTE * bitUs(this.#wire.clockHz)
    if (this.#isStretched) this.#wire.holdClock(us)
    else this.#vainUs += us
    return this.#stuckSda ?? this.#sda()
  }

  #sda(): 'high' | 'low' {
    return this.#wire.lines().sda === 'low' ? 'low' : 'high'
  }
}
