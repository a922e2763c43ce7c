/** What one end of the simulated wire keeps low while nobody is clocking. */
export interface HeldLines {
  readonly sda: boolean
  readonly scl: boolean
}

/** How a byte that a target offered went. */
export interface SentByte {
  /** False when it let go of SDA, found it low and so lost the arbitration. */
  readonly won: boolean
  /** Whether the controller acknowledged the byte. */
  readonly acked: boolean
}

/**
 * A simulated target, driven as the real wire would drive it: it sees START, bytes and STOP, answers with
 * acknowledge bits and bytes, and knows nothing of who else is there. A target which does not acknowledge
 * a byte, loses arbitration, or has its byte refused hears nothing more until the next START.
 */
export interface SimTarget {
  /** How traces and error messages name it. */
  readonly name: string
  /** False for a part that never checks whether SDA follows it: it drives on after a lost arbitration. */
  readonly yields: boolean
  /** The address byte after START or repeated START; true acknowledges. `nowUs` is wire time. */
  select(address: number, isRead: boolean, nowUs: number): boolean
  /** A byte written to it; true acknowledges. */
  receive(byte: number): boolean
  /** The byte it drives next, asked for once a byte while it is being read. */
  offer(): number
  /** How the byte it offered went. */
  sent?(result: SentByte): void
  /** STOP; told to targets that acknowledged the last address byte, whatever they refused since. */
  stop?(): void
  /** SCL was low for longer than tTIMEOUT: forget the transaction (SMBus 3.x, tTIMEOUT 25-35 ms). */
  abandon?(): void
  /** Power came up. Called once when it joins, before the first START it sees. */
  powerOn?(): void
  /** Power, or the card, is gone. */
  powerOff?(): void
  /** Microseconds it keeps SCL low before the next byte; asked for once a byte, of every target listening or talking. */
  stretchUs?(): number
  /** Lines it keeps low whether or not anybody clocks. */
  holds?(): HeldLines
  /** One SCL pulse of a bus recovery. */
  pulsed?(): void
}
