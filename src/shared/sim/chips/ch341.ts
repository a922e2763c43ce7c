import {
  BULK_ENDPOINT,
  CONFIGURATION,
  INTERFACE,
  PACKET,
  PACKET_BYTES,
  PINS_BYTES,
  VERSION_REQUEST,
  decodeDrivePins,
  type Pins,
} from '#shared/adapters/ch341/codec.ts'
import type { UsbPort, UsbRequest } from '#shared/adapters/ports.ts'
import { BusError } from '#shared/i2c/errors.ts'
import type { SimClock } from '../clock.ts'
import type { AdapterQuirk } from '../quirks.ts'
import type { WireController } from '../wire-controller.ts'
import { Ch341Stream } from './ch341-stream.ts'

/** What a chip is made of. */
export interface Ch341ChipOptions {
  readonly wire: WireController
  readonly clock: SimClock
  /** Simulated time a transfer takes, either way; a full-speed device has one frame a millisecond. */
  readonly transferUs?: number
  /** What the SCL bit of the pins shows: the line, or always the same. Which of them it does is not proven on hardware. */
  readonly sclBit?: 'line' | 'high' | 'low'
  /**
   * What is wrong with this one; the quirks of other adapters change nothing.
   * - `acks-everything`: every status byte says ACK
   * - `status-one-per-packet`: only the first status byte of a packet is given
   * - `late-reply`: every eighth answer to a stream packet comes only after the next packet
   * - `silent`: nothing is answered but control requests
   * - `garbage`: answers to stream packets are noise, every third one a byte too long or too short
   */
  readonly quirks?: readonly AdapterQuirk[]
}

const LATE_EVERY = 8
const CUT_EVERY = 3
const VERSION = [0x30, 0x00]
const IDLE: Pins = { scl: true, sda: true }

/** A packet that waits for the host to take it, from `readyUs` on. */
interface Waiting {
  readonly packet: Uint8Array
  readonly readyUs: number
}

/**
 * A CH341A at the level of its packets, on a simulated wire: the device end of `UsbPort`. Every transfer lets
 * `transferUs` of simulated time pass; an IN transfer without a packet lets its timeout pass. An OUT transfer
 * is done before the I2C bus is, and a packet sent while the bus is still at work is lost.
 */
export class Ch341Chip implements UsbPort {
  /** The I2C engine, for tests that look behind the packets. */
  readonly stream: Ch341Stream
  readonly #wire: WireController
  readonly #clock: SimClock
  readonly #transferUs: number
  readonly #sclBit: 'line' | 'high' | 'low'
  readonly #quirks: ReadonlySet<AdapterQuirk>
  readonly #waiting: Waiting[] = []
  #late: Uint8Array | undefined
  #driven = IDLE
  #isConfigured = false
  #isClaimed = false
  #isReceiving = false
  #streamAnswers = 0
  #transfers = 0
  #lost = 0
  #unpluggedAt = Infinity
  #silentAt = Infinity
  #noise = 0x5512

  constructor({ wire, clock, transferUs = 1000, sclBit = 'line', quirks = [] }: Ch341ChipOptions) {
    this.#wire = wire
    this.#clock = clock
    this.#transferUs = transferUs
    this.#sclBit = sclBit
    this.#quirks = new Set(quirks)
    this.stream = new Ch341Stream(wire, {
      acksEverything: this.#quirks.has('acks-everything'),
      oneStatus: this.#quirks.has('status-one-per-packet'),
    })
  }

  /** Transfers that passed, control requests and bulk packets either way. */
  get transfers(): number {
    return this.#transfers
  }

  /** Packets lost because they came while the bus was still at work. */
  get lostPackets(): number {
    return this.#lost
  }

  /** Pulls the plug: transfer number `transfer`, counted from 1, and all later ones fail with `closed`. */
  unplugAt(transfer: number): void {
    this.#unpluggedAt = transfer
  }

  /** From transfer number `transfer` on, counted from 1, the chip answers nothing any more. */
  silenceAt(transfer: number): void {
    this.#silentAt = transfer
  }

  /** Puts a packet in the way of the next IN transfer, as left over from an earlier user. */
  leaveBehind(packet: Uint8Array): void {
    this.#waiting.push({ packet, readyUs: this.#clock.nowUs() })
  }

  /** See {@link UsbPort.selectConfiguration}. */
  // eslint-disable-next-line @typescript-eslint/require-await -- a port rejects, it does not throw
  async selectConfiguration(configurationValue: number): Promise<void> {
    this.#checkPlugged()
    if (configurationValue !== CONFIGURATION) throw refused(`there is no configuration ${configurationValue}`)
    this.#isConfigured = true
  }

  /** See {@link UsbPort.claimInterface}. */
  // eslint-disable-next-line @typescript-eslint/require-await -- a port rejects, it does not throw
  async claimInterface(interfaceNumber: number): Promise<void> {
    this.#checkPlugged()
    if (!this.#isConfigured || interfaceNumber !== INTERFACE) throw refused(`there is no interface ${interfaceNumber}`)
    this.#isClaimed = true
  }

  /** See {@link UsbPort.controlTransferIn}. */
  // eslint-disable-next-line @typescript-eslint/require-await -- a port rejects, it does not throw
  async controlTransferIn(setup: UsbRequest, lengthBytes: number, timeoutMs: number): Promise<Uint8Array | undefined> {
    this.#checkClaimed()
    this.#pass()
    if (this.#transfers >= this.#silentAt) {
      this.#clock.advance(timeoutMs * 1000)
      return undefined
    }
    if (setup.request !== VERSION_REQUEST.request) throw refused(`request ${setup.request} stalled`)
    return Uint8Array.from(VERSION.slice(0, lengthBytes))
  }

  /** See {@link UsbPort.transferOut}. */
  // eslint-disable-next-line @typescript-eslint/require-await -- a port rejects, it does not throw
  async transferOut(endpointNumber: number, data: Uint8Array): Promise<boolean> {
    this.#checkEndpoint(endpointNumber)
    this.#pass()
    for (let at = 0; at < data.length; at += PACKET_BYTES) this.#take(data.subarray(at, at + PACKET_BYTES))
    return true
  }

  /** See {@link UsbPort.transferIn}. */
  async transferIn(endpointNumber: number, lengthBytes: number, timeoutMs: number): Promise<Uint8Array | undefined> {
    this.#checkEndpoint(endpointNumber)
    if (this.#isReceiving) throw refused('an IN transfer is under way on this endpoint')
    this.#isReceiving = true
    // Whoever posts IN before OUT sends the packet that is answered only now.
    await Promise.resolve()
    this.#isReceiving = false
    if (this.#transfers + 1 >= this.#unpluggedAt) throw this.#gone()
    const endUs = this.#clock.nowUs() + timeoutMs * 1000
    const [first] = this.#waiting
    if (!first || first.readyUs > endUs || this.#transfers + 1 >= this.#silentAt) {
      this.#clock.advanceTo(endUs)
      return undefined
    }
    this.#waiting.shift()
    this.#clock.advanceTo(first.readyUs)
    this.#pass()
    return first.packet.slice(0, lengthBytes)
  }

  /** Closes the port: whatever is asked of it afterwards fails with `closed`. */
  [Symbol.asyncDispose](): Promise<void> {
    this.#unpluggedAt = 0
    return Promise.resolve()
  }

  #pass(): void {
    this.#checkPlugged()
    this.#transfers++
    this.#clock.advance(this.#transferUs)
  }

  #checkPlugged(): void {
    if (this.#transfers + 1 >= this.#unpluggedAt) throw this.#gone()
  }

  #checkClaimed(): void {
    this.#checkPlugged()
    if (!this.#isClaimed) throw refused('no interface is claimed')
  }

  #checkEndpoint(endpointNumber: number): void {
    this.#checkClaimed()
    if (endpointNumber !== BULK_ENDPOINT) throw refused(`there is no endpoint ${endpointNumber}`)
  }

  #gone(): BusError {
    return new BusError('closed', 'CH341 is gone: unplugged, or closed')
  }

  #take(packet: Uint8Array): void {
    if (this.#late) this.#answer(this.#late)
    this.#late = undefined
    if (this.#clock.nowUs() < this.stream.doneUs) {
      this.#lost++
      return
    }
    if (packet[0] === PACKET.readPins) this.#answer(this.#readPins())
    else if (packet[0] === PACKET.drivePins) this.#drivePins(decodeDrivePins(packet))
    else if (packet[0] === PACKET.stream) this.#answerStream(Uint8Array.from(this.stream.run(packet)))
  }

  #answerStream(reply: Uint8Array): void {
    if (reply.length === 0) return
    this.#streamAnswers++
    const isLate = this.#quirks.has('late-reply') && this.#streamAnswers % LATE_EVERY === 0
    if (isLate) this.#late = reply
    else this.#answer(this.#quirks.has('garbage') ? this.#scramble(reply) : reply)
  }

  #answer(packet: Uint8Array): void {
    if (this.#quirks.has('silent')) return
    this.#waiting.push({ packet, readyUs: Math.max(this.#clock.nowUs(), this.stream.doneUs) })
  }

  #readPins(): Uint8Array {
    const bytes = new Uint8Array(PINS_BYTES)
    const { scl, sda } = this.stream.pins
    const sclShown = this.#sclBit === 'line' ? scl && this.#driven.scl : this.#sclBit === 'high'
    bytes[2] = (sclShown ? 0x40 : 0) | (sda && this.#driven.sda ? 0x80 : 0)
    return bytes
  }

  /** Moves the pins by hand, which the wire sees as clocks, START or STOP. */
  #drivePins(pins: Pins | undefined): void {
    if (!pins) return
    const was = this.#driven
    this.#driven = pins
    const sclStaysHigh = was.scl && pins.scl
    if (!was.scl && pins.scl && pins.sda) this.#wire.pulseClock()
    else if (sclStaysHigh && was.sda && !pins.sda) this.#wire.start()
    else if (sclStaysHigh && !was.sda && pins.sda) this.#wire.stop()
  }

  /** Noise from a linear congruential generator, the same in every run. */
  #scramble(reply: Uint8Array): Uint8Array {
    const change = this.#streamAnswers % CUT_EVERY === 0 ? ((this.#streamAnswers & 1) === 0 ? 1 : -1) : 0
    return Uint8Array.from({ length: Math.min(PACKET_BYTES, Math.max(1, reply.length + change)) }, () => {
      this.#noise = (Math.imul(this.#noise, 1_664_525) + 1_013_904_223) >>> 0
      return this.#noise >>> 24
    })
  }
}

function refused(what: string): BusError {
  return new BusError('adapter', `CH341: ${what}`)
}
