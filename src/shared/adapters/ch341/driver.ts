import type {
  BusCapabilities,
  I2cBus,
  LineLevels,
  RecoveryReport,
  TransferOptions,
  TransferReport,
} from '#shared/i2c/bus.ts'
import { BusError, isBusError } from '#shared/i2c/errors.ts'
import { formatByte } from '#shared/i2c/hex.ts'
import { checkTransfer } from '#shared/i2c/check-transfer.ts'
import type { Clock } from '#shared/i2c/clock.ts'
import type { UsbPort } from '../ports.ts'
import { ONE_STATUS_REMARK, ch341Capabilities } from './capabilities.ts'
import { CLOCK_HZ, CONFIGURATION, INTERFACE, VERSION_BYTES, VERSION_REQUEST, encodeSpeed, speedFor } from './codec.ts'
import { PacketExchange } from './exchange.ts'
import { LineReader } from './lines.ts'
import { testPacketShape } from './packet-shape.ts'
import { recover } from './recover.ts'
import type { AckChoice, PacketShape, Transaction } from './stream.ts'
import { transfer, type Transferred } from './transfer.ts'

/** Beyond wire time and the time an answer may take, where the caller names none. */
const DEFAULT_TIMEOUT_MS = 10
/** Far above the 2 ms of an exchange; a loaded machine was seen to take 41. */
const DEFAULT_REPLY_TIMEOUT_MS = 250

/** How to open a CH341. */
export interface Ch341Options {
  /** Bus clock, at most: the chip has 20, 100 and 400 kHz. */
  readonly clockHz: number
  /** `every-byte` tells exactly which byte was refused, for two packets an Assign instead of one; `chosen` unless given. */
  readonly acks?: AckChoice
  /** How long an answer may take before it counts as missing; 250 ms unless given. */
  readonly replyTimeoutMs?: number
}

/** What the chip says of itself: it has no serial number and no strings. */
export interface Ch341Identity {
  readonly product: string
  /** First byte of its version, such as `0x30`. */
  readonly firmware: string
}

/** A chip that is open and what was found out about it. */
interface Ch341Parts {
  readonly port: UsbPort
  readonly exchange: PacketExchange
  readonly lines: LineReader
  readonly clock: Clock
  readonly clockHz: number
  readonly speed: number
  readonly acks: AckChoice
  readonly identity: Ch341Identity
  readonly statuses: PacketShape['statuses'] | undefined
}

/**
 * Opens a CH341 behind `port`, which from then on is its own: configures and claims it, throws away stale
 * input, sets the speed, and finds out how many status bytes a packet may ask for, by one-byte reads of 0x7d
 * and 0x7f. A bus held low does not hinder it. On failure the port is disposed of.
 * @throws BusError `unsupported` for a clock out of range, `permission`, `closed` or `adapter` when the chip
 * can't be had, is gone or does not answer
 */
export async function openCh341(port: UsbPort, clock: Clock, options: Ch341Options): Promise<Ch341> {
  try {
    return new Ch341(await prepare(port, clock, options))
  } catch (error) {
    await port[Symbol.asyncDispose]()
    throw error
  }
}

async function prepare(port: UsbPort, clock: Clock, options: Ch341Options): Promise<Ch341Parts> {
  const { acks = 'chosen', replyTimeoutMs = DEFAULT_REPLY_TIMEOUT_MS } = options
  const speed = speedFor(options.clockHz)
  if (!speed) {
    const range = `${CLOCK_HZ.min} to ${CLOCK_HZ.max} Hz`
    throw new BusError('unsupported', `CH341 has no bus clock of ${options.clockHz} Hz: ${range}`)
  }
  // Where nobody has done so yet, as on macOS, there is no interface to claim before this.
  await port.selectConfiguration(CONFIGURATION)
  await port.claimInterface(INTERFACE)
  const identity = await askIdentity(port, replyTimeoutMs)
  const exchange = new PacketExchange(port, clock, replyTimeoutMs)
  await exchange.drain()
  const lines = new LineReader()
  lines.read(await exchange.pins())
  await exchange.tell(encodeSpeed(speed.code))
  // Its STOP also ends what an earlier user may have left half-way.
  const statuses = await testPacketShape(exchange, speed.clockHz)
  return { port, exchange, lines, clock, clockHz: speed.clockHz, speed: speed.code, acks, identity, statuses }
}

async function askIdentity(port: UsbPort, timeoutMs: number): Promise<Ch341Identity> {
  const version = await port.controlTransferIn(VERSION_REQUEST, VERSION_BYTES, timeoutMs)
  const [first] = version ?? []
  if (first === undefined) {
    throw new BusError('adapter', `CH341 did not tell its version within ${timeoutMs} ms: plug it in again`)
  }
  return { product: 'CH341A USB-I2C', firmware: formatByte(first) }
}

/** An I2C bus behind a CH341A, CH341B or CH341T; see {@link openCh341}. Every call settles, whatever the chip does. */
export class Ch341 implements I2cBus {
  readonly capabilities: BusCapabilities
  readonly clockHz: number
  /** What the chip said of itself at opening. */
  readonly identity: Ch341Identity
  readonly #parts: Ch341Parts
  #statuses: PacketShape['statuses'] | undefined
  #isClosed = false

  constructor(parts: Ch341Parts) {
    this.#parts = parts
    this.#statuses = parts.statuses
    this.capabilities = ch341Capabilities(parts.acks)
    this.clockHz = parts.clockHz
    this.identity = parts.identity
  }

  /** What was found wanting in this one and its bus, one line each, for people. */
  get remarks(): readonly string[] {
    const { remark } = this.#parts.lines
    return [...(this.#statuses === 'one' ? [ONE_STATUS_REMARK] : []), ...(remark === undefined ? [] : [remark])]
  }

  /** See {@link I2cBus.write}. */
  async write(address: number, data: Uint8Array, options?: TransferOptions): Promise<TransferReport> {
    checkTransfer({ address, written: data.length }, this.capabilities, options)
    return this.#run({ address, written: data, length: 0 }, options)
  }

  /** See {@link I2cBus.read}. */
  async read(address: number, length: number, options?: TransferOptions): Promise<TransferReport> {
    checkTransfer({ address, read: length }, this.capabilities, options)
    return this.#run({ address, written: null, length }, options)
  }

  /** See {@link I2cBus.writeRead}. */
  async writeRead(
    address: number,
    data: Uint8Array,
    length: number,
    options?: TransferOptions,
  ): Promise<TransferReport> {
    checkTransfer({ address, written: data.length, read: length }, this.capabilities, options)
    return this.#run({ address, written: data, length }, options)
  }

  /** See {@link I2cBus.lines}. @throws BusError `closed` or `adapter` */
  async lines(): Promise<LineLevels> {
    return this.#parts.lines.read(await this.#parts.exchange.pins())
  }

  /** See {@link I2cBus.recover}. @throws BusError `closed` or `adapter` */
  recover(): Promise<RecoveryReport> {
    const { exchange, lines, speed } = this.#parts
    return recover(exchange, lines, speed)
  }

  /** Closes the port. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#isClosed) return
    this.#isClosed = true
    await this.#parts.port[Symbol.asyncDispose]()
  }

  async #run(transaction: Transaction, options: TransferOptions = {}): Promise<TransferReport> {
    const { timeoutMs = DEFAULT_TIMEOUT_MS } = options
    const { exchange } = this.#parts
    const before = exchange.transfers
    const transferred = await this.#attempt(transaction, timeoutMs).catch((error: unknown) => this.#broken(error))
    const late = lateAnswers(exchange.takeOutOfTurn())
    const message = [transferred.message, late].filter(Boolean).join('; ')
    return {
      ...transferred,
      usbTransfers: exchange.transfers - before,
      ...(message ? { message } : {}),
      ...(late ? { isLate: true } : {}),
    }
  }

  async #attempt(transaction: Transaction, timeoutMs: number): Promise<Transferred> {
    const { exchange, clockHz, acks } = this.#parts
    // Unanswered at opening, as by a chip that hangs on a clock held low.
    this.#statuses ??= await testPacketShape(exchange, clockHz)
    return transfer(this.#parts, transaction, { acks, statuses: this.#statuses ?? 'one' }, timeoutMs)
  }

  /** The chip went away or broke its rules: says so, and lets go of the bus where it still can. */
  async #broken(error: unknown): Promise<Transferred> {
    if (!isBusError(error)) throw error
    const outcome = error.kind === 'closed' ? 'closed' : 'adapter'
    if (outcome === 'adapter') {
      await this.#parts.exchange.release().catch((again: unknown) => {
        if (!isBusError(again)) throw again
      })
    }
    return { outcome, nackIndex: null, srGapUs: null, wireTimeUs: null, message: error.message }
  }
}

function lateAnswers(count: number): string {
  return count === 0 ? '' : `late reply: ${count === 1 ? 'an answer' : `${count} answers`} out of turn`
}
