import type { I2cBus, TransferOptions, TransferOutcome, TransferReport } from './bus.ts'
import type { Clock } from './clock.ts'
import { formatHex } from './hex.ts'

/** The three shapes a transaction can have. */
export type BusOperation = 'write' | 'read' | 'write_read'

/** One transaction as recorded: plain data, bytes as lower-case hex. The only log of bytes there is. */
export interface Transaction {
  /** Counts up from 1 within a recording. */
  readonly seq: number
  /** When the call was made, in microseconds since the recording began. */
  readonly tUs: number
  readonly durationUs: number
  readonly operation: BusOperation
  /** 7-bit. */
  readonly address: number
  /** Bytes after the write address byte; empty for a plain read. */
  readonly written: string
  /** Bytes read; empty where none came. */
  readonly read: string
  readonly outcome: TransferOutcome
  readonly nackIndex: number | 'unknown' | null
  readonly usbTransfers: number
  readonly srGapUs: number | null
  readonly wireTimeUs: number | null
  readonly message?: string
}

/** A report and the number under which its transaction was recorded. */
export interface RecordedReport extends TransferReport {
  readonly seq: number
}

/** What a transaction asks for, before anything is sent. */
export interface TransferRequest {
  readonly operation: BusOperation
  readonly address: number
  readonly written: Uint8Array
}

/** Numbers and times every transaction of one recording, and hands each to `observe` when it settles. */
export class Recorder {
  readonly #clock: Clock
  readonly #observe: (transaction: Transaction) => void
  readonly #originUs: number
  #seq = 0

  constructor(clock: Clock, observe: (transaction: Transaction) => void) {
    this.#clock = clock
    this.#observe = observe
    this.#originUs = clock.nowUs()
  }

  /** Performs one transaction and records what it came to. A call that rejects sent nothing and is not recorded. */
  async record(request: TransferRequest, perform: () => Promise<TransferReport>): Promise<RecordedReport> {
    const startUs = this.#clock.nowUs()
    const report = await perform()
    const seq = ++this.#seq
    this.#observe({
      seq,
      tUs: Math.round(startUs - this.#originUs),
      durationUs: Math.round(this.#clock.nowUs() - startUs),
      operation: request.operation,
      address: request.address,
      written: formatHex(request.written),
      read: report.data ? formatHex(report.data) : '',
      outcome: report.outcome,
      nackIndex: report.nackIndex,
      usbTransfers: report.usbTransfers,
      srGapUs: report.srGapUs,
      wireTimeUs: report.wireTimeUs,
      ...(report.message === undefined ? {} : { message: report.message }),
    })
    return { ...report, seq }
  }
}

/** An `I2cBus` whose every transaction is recorded: the only way the core touches a bus. */
export class RecordedBus {
  readonly bus: I2cBus
  readonly recorder: Recorder

  constructor(bus: I2cBus, recorder: Recorder) {
    this.bus = bus
    this.recorder = recorder
  }

  /** See {@link I2cBus.write}. */
  write(address: number, data: Uint8Array, options?: TransferOptions): Promise<RecordedReport> {
    return this.recorder.record({ operation: 'write', address, written: data }, () =>
      this.bus.write(address, data, options),
    )
  }

  /** See {@link I2cBus.read}. */
  read(address: number, length: number, options?: TransferOptions): Promise<RecordedReport> {
    return this.recorder.record({ operation: 'read', address, written: new Uint8Array() }, () =>
      this.bus.read(address, length, options),
    )
  }

  /** See {@link I2cBus.writeRead}. */
  writeRead(address: number, data: Uint8Array, length: number, options?: TransferOptions): Promise<RecordedReport> {
    return this.recorder.record({ operation: 'write_read', address, written: data }, () =>
      this.bus.writeRead(address, data, length, options),
    )
  }
}
