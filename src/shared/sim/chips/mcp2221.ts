import { CHUNK_BYTES, COMMAND, FLASH_STRING, REPORT_BYTES, dividerClockHz } from '#shared/adapters/mcp2221/codec.ts'
import { ENGINE } from '#shared/adapters/mcp2221/engine-state.ts'
import type { HidPort } from '#shared/adapters/ports.ts'
import { BusError } from '#shared/i2c/errors.ts'
import type { SimClock } from '../clock.ts'
import type { AdapterQuirk } from '../quirks.ts'
import type { WireController } from '../wire-controller.ts'
import { Mcp2221Engine, type TransferCommand } from './mcp2221-engine.ts'

/** What a chip is made of. */
export interface Mcp2221ChipOptions {
  readonly wire: WireController
  readonly clock: SimClock
  /** Simulated time a report takes, either way; a full-speed device has one slot a millisecond. */
  readonly reportUs?: number
  readonly serial?: string
  /**
   * What is wrong with this one; the quirks of other adapters change nothing.
   * - `acks-everything`: takes every byte for acknowledged
   * - `data-nack-stop`: a refused data byte ends in state 0x25, the no-ACK bit clear; so it does without quirks
   * - `data-nack-timeout`: a refused data byte ends in state 0x44
   * - `late-reply`: every eighth reply to an I2C command comes only after the next report
   * - `silent`: I2C commands get no reply, everything else does
   * - `garbage`: replies to I2C commands are noise
   * - `first-cancel-wedges`: a cancel before the first transfer ends in state 0x62, as one source has it
   */
  readonly quirks?: readonly AdapterQuirk[]
}

const LATE_EVERY = 8
/** Some chips come up at 500 kHz: whoever forgets to set the speed shows on the wire. */
const POWER_UP_DIVIDER = 22
const PRODUCT = 'MCP2221 USB-I2C/UART Combo'
const SERIAL = '0002137841'

/** Where on its wire a transfer command begins and ends. */
const TRANSFER = new Map<number, Omit<TransferCommand, 'address' | 'lengthBytes'>>([
  [COMMAND.write, { direction: 'write', isRepeated: false, stops: true }],
  [0x92, { direction: 'write', isRepeated: true, stops: true }],
  [COMMAND.writeNoStop, { direction: 'write', isRepeated: false, stops: false }],
  [COMMAND.read, { direction: 'read', isRepeated: false, stops: true }],
  [COMMAND.readRepeatedStart, { direction: 'read', isRepeated: true, stops: true }],
])

/**
 * An MCP2221A at the level of its reports, on a simulated wire: the device end of `HidPort`. Every report, out
 * or in, lets `reportUs` of simulated time pass; a read without a reply lets its timeout pass.
 */
export class Mcp2221Chip implements HidPort {
  /** The I2C engine, for tests that look behind the reports. */
  readonly engine: Mcp2221Engine
  readonly #wire: WireController
  readonly #clock: SimClock
  readonly #reportUs: number
  readonly #serial: string
  readonly #quirks: ReadonlySet<AdapterQuirk>
  readonly #replies: Uint8Array[] = []
  #late: Uint8Array | undefined
  #divider = POWER_UP_DIVIDER
  #i2cReplies = 0
  #reports = 0
  #unpluggedAt = Infinity
  #silentAt = Infinity
  #noise = 0x2221

  constructor({ wire, clock, reportUs = 1000, serial = SERIAL, quirks = [] }: Mcp2221ChipOptions) {
    this.#wire = wire
    this.#clock = clock
    this.#reportUs = reportUs
    this.#serial = serial
    this.#quirks = new Set(quirks)
    this.engine = new Mcp2221Engine(wire, clock, {
      acksEverything: this.#quirks.has('acks-everything'),
      dataNack: this.#quirks.has('data-nack-timeout') ? 'timeout' : 'stop',
      firstCancelWedges: this.#quirks.has('first-cancel-wedges'),
    })
    wire.clockHz = dividerClockHz(POWER_UP_DIVIDER)
  }

  /** Reports that passed, either way. */
  get reports(): number {
    return this.#reports
  }

  /** Pulls the plug: report number `report`, counted from 1 over both ways, and all later ones fail with `closed`. */
  unplugAt(report: number): void {
    this.#unpluggedAt = report
  }

  /** From report number `report` on, counted from 1 over both ways, the chip sends nothing any more. */
  silenceAt(report: number): void {
    this.#silentAt = report
  }

  /** Puts a report in the way of the next read, as left over from an earlier user. */
  leaveBehind(reply: Uint8Array): void {
    this.#replies.push(reply)
  }

  /** See {@link HidPort.write}. */
  // eslint-disable-next-line @typescript-eslint/require-await -- a port rejects, it does not throw
  async write(report: Uint8Array): Promise<void> {
    this.#pass()
    const command = report[0] ?? 0
    const reply = this.#answer(report)
    if (this.#reports >= this.#silentAt) return
    if (this.#late) this.#replies.push(this.#late)
    this.#late = undefined
    const isI2c = TRANSFER.has(command) || command === COMMAND.getData
    if (!isI2c) this.#replies.push(reply)
    else if (this.#quirks.has('silent')) return
    else if (this.#quirks.has('late-reply') && ++this.#i2cReplies % LATE_EVERY === 0) this.#late = reply
    else this.#replies.push(this.#quirks.has('garbage') ? this.#scramble(reply) : reply)
  }

  /** See {@link HidPort.read}. */
  // eslint-disable-next-line @typescript-eslint/require-await -- a port rejects, it does not throw
  async read(timeoutMs: number): Promise<Uint8Array | undefined> {
    if (this.#reports + 1 >= this.#unpluggedAt) throw this.#gone()
    const reply = this.#replies.shift()
    if (!reply) {
      this.#clock.advance(timeoutMs * 1000)
      return undefined
    }
    this.#pass()
    return reply
  }

  /** Closes the port: whatever is asked of it afterwards fails with `closed`. */
  [Symbol.asyncDispose](): Promise<void> {
    this.#unpluggedAt = 0
    return Promise.resolve()
  }

  #pass(): void {
    if (this.#reports + 1 >= this.#unpluggedAt) throw this.#gone()
    this.#reports++
    this.#clock.advance(this.#reportUs)
  }

  #gone(): BusError {
    return new BusError('closed', 'MCP2221 is gone: unplugged, or closed')
  }

  #answer(report: Uint8Array): Uint8Array {
    const command = report[0] ?? 0
    if (command === COMMAND.status) return this.#status(report)
    if (command === COMMAND.getData) return this.#getData()
    if (command === COMMAND.readFlash) return this.#readFlash(report[1] ?? 0)
    const kind = TRANSFER.get(command)
    if (!kind) return reply(command, 0x01)
    const lengthBytes = (report[1] ?? 0) | ((report[2] ?? 0) << 8)
    const transfer = { ...kind, lengthBytes, address: (report[3] ?? 0) >> 1 }
    const chunk = report.subarray(4, 4 + CHUNK_BYTES)
    const accepted = this.engine.accept(transfer, chunk)
    return reply(command, accepted ? 0x00 : 0x01, this.engine.view.state)
  }

  #getData(): Uint8Array {
    const taken = this.engine.take()
    if (!taken) return reply(COMMAND.getData, 0x41, this.engine.view.state, 127)
    const bytes = reply(COMMAND.getData, 0x00, taken.state, taken.data.length)
    bytes.set(taken.data, 4)
    return bytes
  }

  #status(report: Uint8Array): Uint8Array {
    const cancels = report[2] === 0x10
    const cancelled = cancels ? this.engine.cancel() : 0x00
    const bytes = reply(COMMAND.status, 0x00, cancelled, report[3] === 0x20 ? this.#setSpeed(report[4] ?? 0) : 0x00)
    if (report[3] === 0x20) bytes[4] = report[4] ?? 0
    this.#describeEngine(bytes, cancels)
    const { scl, sda } = this.engine.drives && !cancels ? { scl: 'low', sda: 'high' } : this.#wire.lines()
    bytes[14] = this.#divider
    bytes[18] = this.#busSign()
    bytes[21] = this.engine.everUsed ? 0x60 : 0x00
    bytes[22] = scl === 'high' ? 1 : 0
    bytes[23] = sda === 'high' ? 1 : 0
    bytes.set(ascii('A612'), 46)
    return bytes
  }

  /** A cancel's own reply shows state 0x60 and nothing of what it cancelled. */
  #describeEngine(bytes: Uint8Array, cancels: boolean): void {
    const { engine } = this
    const { state, transferredBytes, addressNacked } = engine.view
    bytes[8] = cancels ? ENGINE.stopping : state
    setWord(bytes, 9, engine.requestedBytes)
    setWord(bytes, 11, cancels ? 0 : transferredBytes)
    setWord(bytes, 16, engine.address << 1)
    bytes[20] = addressNacked && !cancels ? 0x40 : 0x00
  }

  /** Byte 18: 0x08 after a START without STOP, be it the engine's own or a stranger's. */
  #busSign(): number {
    if (!this.engine.everUsed) return 0x00
    return this.engine.disturbed || this.engine.view.state === ENGINE.held ? 0x08 : 0x10
  }

  #setSpeed(divider: number): number {
    if (this.engine.view.state !== ENGINE.idle) return 0x21
    this.#divider = divider
    this.#wire.clockHz = dividerClockHz(divider)
    return 0x20
  }

  #readFlash(sub: number): Uint8Array {
    const text = sub === FLASH_STRING.serial ? this.#serial : sub === FLASH_STRING.product ? PRODUCT : undefined
    if (text === undefined) return reply(COMMAND.readFlash, 0x01)
    const bytes = reply(COMMAND.readFlash, 0x00, 2 + 2 * text.length, 0x03)
    for (const [i, byte] of ascii(text).entries()) bytes[4 + 2 * i] = byte
    return bytes
  }

  /** Noise from a linear congruential generator, the same in every run. */
  #scramble(reply: Uint8Array): Uint8Array {
    return reply.map(() => {
      this.#noise = (Math.imul(this.#noise, 1_664_525) + 1_013_904_223) >>> 0
      return this.#noise >>> 24
    })
  }
}

function reply(...head: number[]): Uint8Array {
  const bytes = new Uint8Array(REPORT_BYTES)
  bytes.set(head)
  return bytes
}

function setWord(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value & 0xff
  bytes[at + 1] = value >> 8
}

function ascii(text: string): number[] {
  return Array.from(text, (character) => character.charCodeAt(0))
}
