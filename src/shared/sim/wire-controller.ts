import type { LineLevels } from '#shared/i2c/bus.ts'

/** How one byte went, as the controller that clocked it sees it. */
export interface ByteResult {
  /** The byte on the wire, wired-AND of everybody who drove it: 0xff when nobody did. */
  readonly byte: number
  /** SDA low in the ninth bit. */
  readonly acked: boolean
  /** The controller let go of SDA and found it low: somebody else is sending. The byte went on without it. */
  readonly lost: boolean
  /** SCL stayed low longer than the controller's limit: nothing of this byte counts. */
  readonly timedOut: boolean
}

/**
 * The simulated open-drain wire as a controller drives it, one byte at a time. The wire has a time of its
 * own, `nowUs`: never before the clock's, ahead of it while bytes are being clocked. Whoever drives the
 * wire decides when the clock follows: an ideal bus at once, a chip model when its engine would be done.
 */
export interface WireController {
  /** Wire time in microseconds; bits, stretching and holds move it. */
  readonly nowUs: number
  /** Lines as they are now, undriven by the controller. */
  lines(): LineLevels
  /** START, or repeated START within a transaction. `'stuck'` when a line is held low and none can be sent. */
  start(): 'ok' | 'stuck'
  /** Clocks out one byte and the ACK bit. */
  send(byte: number): ByteResult
  /** Clocks in one byte and answers it with ACK (`true`) or NACK. */
  receive(ack: boolean): ByteResult
  /** STOP: the bus is free again, unless somebody holds a line. */
  stop(): void
  /** Keeps SCL low for `us` microseconds, as a bridge does between two phases; over 25 ms targets give up. */
  holdClock(us: number): void
  /** One SCL pulse with SDA released, as in bus recovery; the levels after it. */
  pulseClock(): LineLevels
  /** Bus clock in hertz, for the time a bit takes. */
  clockHz: number
  /** Longest the controller waits for SCL to rise, in microseconds. */
  stretchLimitUs: number
}
