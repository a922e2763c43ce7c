import type {
  BusCapabilities,
  I2cBus,
  LineLevels,
  RecoveryReport,
  TransferOptions,
  TransferOutcome,
  TransferReport,
} from '#shared/i2c/bus.ts'
import { checkTransfer } from '#shared/i2c/check-transfer.ts'
import type { SimClock } from './clock.ts'
import { bitUs } from './timing.ts'
import type { WireController } from './wire-controller.ts'

/** UM10204 §3.1.16: whatever hangs in the middle of a byte is through with it after nine clocks. */
const RECOVERY_PULSES = 9
const MAX_TRANSFER_BYTES = 65_535
/** What the ideal adapter can do: everything. */
export const SIM_BUS_CAPABILITIES: BusCapabilities = {
  repeatedStart: true,
  quickWrite: true,
  maxTransferBytes: MAX_TRANSFER_BYTES,
  clockHz: { min: 10_000, max: 400_000 },
  nackReporting: 'every-byte',
  reportsArbitrationLoss: true,
  toleratesClockStretching: true,
  readsLines: { scl: true, sda: true },
  recovery: 'clocks',
}

/** How an ideal adapter is opened. */
export interface SimBusOptions {
  readonly wire: WireController
  readonly clock: SimClock
  /** In hertz, within the capabilities. 100 kHz where absent. */
  readonly clockHz?: number
  /** Quirk `acks-everything`: every byte counts as acknowledged, whatever the wire said. */
  readonly acksEverything?: boolean
}

/** A transaction as far as it got. */
interface Ended {
  readonly outcome: TransferOutcome
  readonly nackIndex: number | null
}

/** What one phase of a transaction asks for. */
interface Phase {
  readonly addressByte: number
  readonly data: Uint8Array
  readonly length: number
}

const OK: Ended = { outcome: 'ok', nackIndex: null }
const BUSY: Ended = { outcome: 'bus-busy', nackIndex: null }
const LOST: Ended = { outcome: 'arbitration-lost', nackIndex: null }
const TIMED_OUT: Ended = { outcome: 'timeout', nackIndex: null }
const TIMEOUT_MESSAGE = 'SCL was held low longer than the adapter waits'

/** The ideal adapter: does what the wire does, at once and without USB, and knows exactly which byte was refused. */
export class SimBus implements I2cBus {
  readonly capabilities = SIM_BUS_CAPABILITIES
  readonly #wire: WireController
  readonly #clock: SimClock
  readonly #acksEverything: boolean
  #isClosed = false

  constructor({ wire, clock, clockHz = 100_000, acksEverything = false }: SimBusOptions) {
    const { min, max } = SIM_BUS_CAPABILITIES.clockHz
    if (clockHz < min || clockHz > max) throw new RangeError(`clockHz: expected ${min} to ${max}, got ${clockHz}`)
    this.#wire = wire
    this.#clock = clock
    this.#acksEverything = acksEverything
    wire.clockHz = clockHz
  }

  /** See {@link I2cBus.clockHz}. */
  get clockHz(): number {
    return this.#wire.clockHz
  }

  /** See {@link I2cBus.write}. */
  async write(address: number, data: Uint8Array, options?: TransferOptions): Promise<TransferReport> {
    checkTransfer({ address, written: data.length }, this.capabilities, options)
    return this.#transfer([{ addressByte: address << 1, data, length: 0 }], options)
  }

  /** See {@link I2cBus.read}. */
  async read(address: number, length: number, options?: TransferOptions): Promise<TransferReport> {
    checkTransfer({ address, read: length }, this.capabilities, options)
    return this.#transfer([{ addressByte: (address << 1) | 1, data: new Uint8Array(), length }], options)
  }

  /** See {@link I2cBus.writeRead}. */
  async writeRead(
    address: number,
    data: Uint8Array,
    length: number,
    options?: TransferOptions,
  ): Promise<TransferReport> {
    checkTransfer({ address, written: data.length, read: length }, this.capabilities, options)
    const phases = [
      { addressByte: address << 1, data, length: 0 },
      { addressByte: (address << 1) | 1, data: new Uint8Array(), length },
    ]
    return this.#transfer(phases, options)
  }

  /** See {@link I2cBus.lines}. */
  lines(): Promise<LineLevels> {
    return Promise.resolve(this.#wire.lines())
  }

  /** See {@link I2cBus.recover}. */
  recover(): Promise<RecoveryReport> {
    const before = this.#wire.lines()
    let after = before
    let clocks = 0
    while (after.scl === 'high' && after.sda === 'low' && clocks < RECOVERY_PULSES) {
      after = this.#wire.pulseClock()
      clocks++
    }
    if (after.scl === 'high' && after.sda === 'high') {
      this.#wire.stop()
      after = this.#wire.lines()
    }
    this.#clock.advanceTo(this.#wire.nowUs)
    return Promise.resolve({ before, after, clocks, message: recoveryMessage(before, after, clocks) })
  }

  /** Closes the bus: transfers from here on come to `closed`. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true
    await Promise.resolve()
  }

  // Async, so that a wrong argument or an abort rejects rather than throws.
  async #transfer(phases: readonly Phase[], options?: TransferOptions): Promise<TransferReport> {
    await Promise.resolve()
    if (this.#isClosed) return { ...report({ outcome: 'closed', nackIndex: null }, 0), message: 'the bus was closed' }
    if (this.#wire.start() === 'stuck') return report(BUSY, 0, stuckMessage(this.#wire.lines()))
    // The START is over, the wait for a free bus before it is not the transaction's.
    const fromUs = this.#wire.nowUs - bitUs(this.#wire.clockHz)
    const read: number[] = []
    const patienceUs = this.#wire.stretchLimitUs
    this.#wire.stretchLimitUs = Math.min(patienceUs, 1000 * (options?.timeoutMs ?? Number.POSITIVE_INFINITY))
    const ended = this.#run(phases, read)
    this.#wire.stretchLimitUs = patienceUs
    if (ended.outcome !== 'arbitration-lost') this.#wire.stop()
    const wireTimeUs = this.#wire.nowUs - fromUs
    this.#clock.advanceTo(this.#wire.nowUs)
    const settled = report(ended, wireTimeUs, ended.outcome === 'timeout' ? TIMEOUT_MESSAGE : undefined)
    const isRead = phases.some(({ length }) => length > 0)
    return ended.outcome === 'ok' && isRead ? { ...settled, data: Uint8Array.from(read) } : settled
  }

  /** All phases from the first address byte on; bytes read go to `read`. */
  #run(phases: readonly Phase[], read: number[]): Ended {
    let index = 0
    for (const { addressByte, data, length } of phases) {
      if (index > 0 && this.#wire.start() === 'stuck') return BUSY
      const refusal = this.#send(Uint8Array.of(addressByte, ...data), index)
      if (refusal) return refusal
      index += 1 + data.length
      for (let i = 0; i < length; i++) {
        const result = this.#wire.receive(i < length - 1)
        if (result.timedOut) return TIMED_OUT
        if (result.lost) return LOST
        read.push(result.byte)
      }
    }
    return OK
  }

  /** The address byte and what follows it; what went wrong, if anything did. */
  #send(bytes: Uint8Array, firstIndex: number): Ended | null {
    for (const [i, byte] of bytes.entries()) {
      const { acked, lost, timedOut } = this.#wire.send(byte)
      if (timedOut) return TIMED_OUT
      if (lost) return LOST
      if (!acked && !this.#acksEverything) {
        return { outcome: i === 0 ? 'nack-address' : 'nack-data', nackIndex: firstIndex + i }
      }
    }
    return null
  }
}

function report({ outcome, nackIndex }: Ended, wireTimeUs: number, message?: string): TransferReport {
  const settled = { outcome, nackIndex, usbTransfers: 0, srGapUs: 0, wireTimeUs: Math.round(wireTimeUs) }
  return message === undefined ? settled : { ...settled, message }
}

function stuckMessage({ scl, sda }: LineLevels): string {
  if (scl === 'low' && sda === 'low') return 'SCL and SDA are low: no pull-ups, or the card has no power'
  return `${scl === 'low' ? 'SCL' : 'SDA'} is held low: no START could be sent`
}

function recoveryMessage(before: LineLevels, after: LineLevels, clocks: number): string {
  if (before.scl === 'low' && before.sda === 'low')
    return 'SCL and SDA are low: check pull-ups and the power of the card'
  if (before.scl === 'low') return 'SCL is held low and cannot be clocked: power-cycle the card'
  if (before.sda === 'high') return 'both lines were high already, a STOP was sent'
  const pulses = clocks === 1 ? '1 clock' : `${clocks} clocks`
  return after.sda === 'high'
    ? `SDA went high after ${pulses}`
    : `SDA is still low after ${pulses}: power-cycle the card`
}
