/**
 * How a transaction ended on the wire. A NACK is an outcome, not an exception. The first six are what
 * the bus did; `closed` means the adapter is gone, `adapter` that it misbehaved.
 */
export type TransferOutcome =
  | 'ok'
  | 'nack-address'
  | 'nack-data'
  | 'nack-unknown'
  | 'arbitration-lost'
  | 'bus-busy'
  | 'timeout'
  | 'closed'
  | 'adapter'

/** What one transaction did, as far as the adapter can tell. */
export interface TransferReport {
  readonly outcome: TransferOutcome
  /** Bytes read from the target; present on `ok` reads only, then exactly as many as were asked for. */
  readonly data?: Uint8Array
  /**
   * Which byte the target refused, counted over the bytes the controller puts on the wire: 0 is the
   * address byte, 1 the first data byte; in a `writeRead` of n bytes, n + 1 is the repeated address byte.
   * `'unknown'` when the adapter only knows that something was refused; null when nothing was.
   */
  readonly nackIndex: number | 'unknown' | null
  /** HID reports or bulk transfers, either way, that this transaction took. */
  readonly usbTransfers: number
  /** Upper bound, in microseconds, of SCL held low between a write and its repeated START; null if unknown. */
  readonly srGapUs: number | null
  /** Time the bits of this transaction take on the wire, in microseconds; null if unknown. */
  readonly wireTimeUs: number | null
  /** One line for people where the outcome alone does not say enough (`adapter`, `closed`, `timeout`). */
  readonly message?: string
  /** The adapter answered late or out of turn on the way; every reply was matched to its question. */
  readonly isLate?: true
}

/** What an adapter can really do; ask before using, rather than failing half-way. */
export interface BusCapabilities {
  readonly repeatedStart: boolean
  /** A zero-length write (SMBus Quick Command) that puts nothing but the address byte on the wire. */
  readonly quickWrite: boolean
  /** Longest single read or write, in bytes after the address byte. */
  readonly maxTransferBytes: number
  /** Bus clock range in hertz, both ends included; both 0 where the clock is set elsewhere and not known. */
  readonly clockHz: { readonly min: number; readonly max: number }
  /** `every-byte`: `nackIndex` is always exact; `address-only`: the address byte is told apart, later bytes may be `'unknown'`. */
  readonly nackReporting: 'every-byte' | 'address-only' | 'none'
  readonly reportsArbitrationLoss: boolean
  readonly toleratesClockStretching: boolean
  /** Which lines `lines()` can read. */
  readonly readsLines: { readonly scl: boolean; readonly sda: boolean }
  /** `clocks`: can clock out a stuck target; `cancel`: can only let go of the bus itself. */
  readonly recovery: 'clocks' | 'cancel' | 'none'
}

/** Level of one line as the adapter sees it now. */
export type LineLevel = 'high' | 'low' | 'unknown'

/** Levels of both lines. */
export interface LineLevels {
  readonly scl: LineLevel
  readonly sda: LineLevel
}

/** What a recovery attempt found and did. */
export interface RecoveryReport {
  readonly before: LineLevels
  readonly after: LineLevels
  /** SCL pulses sent (UM10204 §3.1.16: at most 9); 0 where the adapter can only cancel. */
  readonly clocks: number
  /** One line for people: what was done, what it came to, what to do next. */
  readonly message: string
}

/** Options every bus call takes last. */
export interface TransferOptions {
  /** Checked before the transaction starts; one already on the wire runs to its STOP. */
  readonly signal?: AbortSignal
  /** Longest time, in milliseconds, the transaction may take beyond its own wire time. */
  readonly timeoutMs?: number
}

/**
 * One I2C bus as seen by its controller: each call is one whole transaction from START to STOP, and when
 * it settles the bus is idle or the report says why not. Calls must not overlap; the engine's queue sees
 * to that. Addresses are 7-bit.
 *
 * Rejects with `RangeError` for an address outside 0x00-0x7f or a length outside 1..`maxTransferBytes`
 * (0 is allowed for `write` where `quickWrite`), and with the signal's reason when aborted before START.
 */
export interface I2cBus extends AsyncDisposable {
  readonly capabilities: BusCapabilities
  /** The clock in use, in hertz: at most what was asked for when the bus was opened. 0 where it is not known. */
  readonly clockHz: number
  /** `S address w, data…, P` */
  write(address: number, data: Uint8Array, options?: TransferOptions): Promise<TransferReport>
  /** `S address r, length bytes (the last one NACKed), P` */
  read(address: number, length: number, options?: TransferOptions): Promise<TransferReport>
  /** `S address w, data…, Sr address r, length bytes (the last one NACKed), P` */
  writeRead(address: number, data: Uint8Array, length: number, options?: TransferOptions): Promise<TransferReport>
  /** Levels of the lines now, sending nothing. Absent where the adapter can read neither. */
  lines?(): Promise<LineLevels>
  /** Tries to bring a stuck bus back to idle. Absent where `capabilities.recovery` is `none`. */
  recover?(): Promise<RecoveryReport>
}
