import type {
  BusCapabilities,
  I2cBus,
  LineLevels,
  RecoveryReport,
  TransferOptions,
  TransferReport,
} from '#shared/i2c/bus.ts'
import { checkTransfer } from '#shared/i2c/check-transfer.ts'
import type { Clock } from '#shared/i2c/clock.ts'
import { BusError, isBusError } from '#shared/i2c/errors.ts'
import { formatByte } from '#shared/i2c/hex.ts'
import type { HidPort } from '../ports.ts'
import { CLOCK_HZ, MAX_TRANSFER_BYTES, dividerClockHz, speedDivider } from './codec.ts'
import { Engine } from './engine.ts'
import { ReportExchange } from './exchange.ts'
import { askIdentity, type FlashIdentity } from './identity.ts'
import { Transfers, type Destination, type Transferred } from './transfer.ts'

/** Beyond wire time and the SMBus timeout, where the caller names none. */
const DEFAULT_TIMEOUT_MS = 10
/** Far above the 2 ms of an exchange; a loaded machine was seen to take 41. */
const DEFAULT_REPLY_TIMEOUT_MS = 250

/** What an MCP2221 can do; whether the index of a refused data byte is right is not proven on hardware. */
export const MCP2221_CAPABILITIES: BusCapabilities = {
  repeatedStart: true,
  // Sources contradict each other on zero-length transfers, so none is ever sent.
  quickWrite: false,
  maxTransferBytes: MAX_TRANSFER_BYTES,
  clockHz: CLOCK_HZ,
  nackReporting: 'address-only',
  reportsArbitrationLoss: false,
  toleratesClockStretching: true,
  readsLines: { scl: true, sda: true },
  recovery: 'cancel',
}

/** How to open an MCP2221. */
export interface Mcp2221Options {
  /** Bus clock, at most; see {@link MCP2221_CAPABILITIES} for the range. */
  readonly clockHz: number
  /** How long a reply may take before it counts as missing; 250 ms unless given. */
  readonly replyTimeoutMs?: number
}

/** What the chip says of itself. */
export interface Mcp2221Identity extends FlashIdentity {
  /** `1.1` on an MCP2221, `1.2` on an MCP2221A. */
  readonly firmware: string
  /** Such as `A.6`. */
  readonly hardware: string
}

/**
 * Opens an MCP2221 behind `port`, which from then on is its own: throws away stale input, brings the I2C
 * engine to idle and sets the speed. Sends nothing on the I2C bus, and a bus held low does not hinder it.
 * On failure the port is disposed of.
 * @throws BusError `unsupported` for a clock out of range, `closed` or `adapter` when the chip is gone or does not answer
 */
export async function openMcp2221(port: HidPort, clock: Clock, options: Mcp2221Options): Promise<Mcp2221> {
  try {
    return await prepare(port, clock, options)
  } catch (error) {
    await port[Symbol.asyncDispose]()
    throw error
  }
}

async function prepare(port: HidPort, clock: Clock, options: Mcp2221Options): Promise<Mcp2221> {
  const { clockHz, replyTimeoutMs = DEFAULT_REPLY_TIMEOUT_MS } = options
  if (!(clockHz >= CLOCK_HZ.min && clockHz <= CLOCK_HZ.max)) {
    throw new BusError(
      'unsupported',
      `MCP2221 has no bus clock of ${clockHz} Hz: ${CLOCK_HZ.min} to ${CLOCK_HZ.max} Hz`,
    )
  }
  const exchange = new ReportExchange(port, clock, replyTimeoutMs)
  const engine = new Engine(exchange, clock)
  const strings = await askIdentity(exchange)
  const { hardware, firmware } = await engine.restoreIdle()
  const divider = speedDivider(clockHz)
  await engine.setSpeed(divider)
  exchange.takeStrays()
  const parts = { port, exchange, engine, clock, clockHz: dividerClockHz(divider) }
  return new Mcp2221(parts, { ...strings, firmware, hardware })
}

interface Mcp2221Parts {
  readonly port: HidPort
  readonly exchange: ReportExchange
  readonly engine: Engine
  readonly clock: Clock
  readonly clockHz: number
}

/** An I2C bus behind an MCP2221 or MCP2221A; see {@link openMcp2221}. Every call settles, whatever the chip does. */
export class Mcp2221 implements I2cBus {
  readonly capabilities = MCP2221_CAPABILITIES
  readonly clockHz: number
  /** What the chip said of itself at opening. */
  readonly identity: Mcp2221Identity
  readonly #parts: Mcp2221Parts
  readonly #transfers: Transfers
  #isClosed = false

  constructor(parts: Mcp2221Parts, identity: Mcp2221Identity) {
    this.#parts = parts
    this.#transfers = new Transfers(parts)
    this.clockHz = parts.clockHz
    this.identity = identity
  }

  /** See {@link I2cBus.write}. */
  async write(address: number, data: Uint8Array, options: TransferOptions = {}): Promise<TransferReport> {
    checkTransfer({ address, written: data.length }, this.capabilities, options)
    return this.#run(address, options, (to) => this.#transfers.write(to, data))
  }

  /** See {@link I2cBus.read}. */
  async read(address: number, length: number, options: TransferOptions = {}): Promise<TransferReport> {
    checkTransfer({ address, read: length }, this.capabilities, options)
    return this.#run(address, options, (to) => this.#transfers.read(to, length))
  }

  /** See {@link I2cBus.writeRead}. */
  async writeRead(
    address: number,
    data: Uint8Array,
    length: number,
    options: TransferOptions = {},
  ): Promise<TransferReport> {
    checkTransfer({ address, written: data.length, read: length }, this.capabilities, options)
    return this.#run(address, options, (to) => this.#transfers.writeRead(to, data, length))
  }

  /** See {@link I2cBus.lines}. @throws BusError `closed` or `adapter` */
  async lines(): Promise<LineLevels> {
    this.#parts.exchange.beginCall()
    return (await this.#parts.engine.status()).lines
  }

  /** See {@link I2cBus.recover}. @throws BusError `closed` or `adapter` */
  recover(): Promise<RecoveryReport> {
    this.#parts.exchange.beginCall()
    return this.#parts.engine.recover()
  }

  /** Closes the port. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#isClosed) return
    this.#isClosed = true
    await this.#parts.port[Symbol.asyncDispose]()
  }

  async #run(
    address: number,
    { timeoutMs = DEFAULT_TIMEOUT_MS }: TransferOptions,
    transfer: (to: Destination) => Promise<Transferred>,
  ): Promise<TransferReport> {
    const { exchange } = this.#parts
    exchange.beginCall()
    const before = exchange.transfers
    const transferred = await transfer({ address, timeoutMs }).catch((error: unknown) => this.#broken(error))
    const late = lateReplies(exchange.takeStrays())
    const message = [transferred.message, late].filter(Boolean).join('; ')
    return {
      ...transferred,
      usbTransfers: exchange.transfers - before,
      ...(message ? { message } : {}),
      ...(late ? { isLate: true } : {}),
    }
  }

  /** The chip went away or broke its rules: says so, and leaves the engine idle where it still can. */
  async #broken(error: unknown): Promise<Transferred> {
    if (!isBusError(error)) throw error
    const outcome = error.kind === 'closed' ? 'closed' : 'adapter'
    if (outcome === 'adapter') {
      await this.#parts.engine.restoreIdle().catch((again: unknown) => {
        if (!isBusError(again)) throw again
      })
    }
    return { outcome, nackIndex: null, srGapUs: null, wireTimeUs: null, message: error.message }
  }
}

function lateReplies(strays: readonly number[]): string {
  if (strays.length === 0) return ''
  const commands = [...new Set(strays)].map(formatByte).join(', ')
  return `late reply: ${strays.length} not answering what was asked (${commands})`
}
