import { parseHex } from '#shared/i2c/hex.ts'
import type { Run, RunTransaction } from '#shared/run/run.ts'

/** What became of a byte in its ninth bit; `unknown` where the adapter could not tell which byte was refused. */
export type Acknowledge = 'ack' | 'nack' | 'unknown'

/** One byte on the wire and its ninth bit. */
export interface WireByte {
  readonly byte: number
  readonly acknowledge: Acknowledge
}

/** From a START or repeated START on: the address byte, then what went its way. */
export interface WireHalf {
  readonly direction: 'write' | 'read'
  readonly bytes: readonly WireByte[]
}

/**
 * How far a transaction is known to have come. `refused`: up to the last byte listed; `refused-somewhere`: a byte of
 * the first half was refused, nobody knows which; `unknown`: what is listed was to be sent; `not-sent`: the bus was busy.
 */
export type WireExtent = 'whole' | 'refused' | 'refused-somewhere' | 'unknown' | 'not-sent'

/** A transaction as it must have looked on the wire: worked out from what was recorded, not measured. */
export interface WireFrame {
  readonly extent: WireExtent
  /** One, or two with a repeated START between them. */
  readonly halves: readonly WireHalf[]
}

/** The usual clock, for drawing bits of a bus whose own clock is not known. */
const USUAL_CLOCK_HZ = 100_000

/** How long a bit of `bus` is drawn, in microseconds; one whose clock is unknown (0) as if at 100 kHz. */
export function drawnBitUs({ clock_hz: clockHz }: Run['bus']): number {
  return 1e6 / (clockHz === 0 ? USUAL_CLOCK_HZ : clockHz)
}

/** The bytes of a transaction in the order of the wire, address bytes included, each with its acknowledge. */
export function wireFrame(transaction: RunTransaction): WireFrame {
  const { operation, written, read } = transaction
  const address = Number(transaction.address) << 1
  const sent = [address, ...parseHex(written)]
  const received = [address | 1, ...parseHex(read)]
  const extent = extentOf(transaction)
  switch (extent) {
    case 'whole':
      if (operation === 'write') return { extent, halves: [writeHalf(sent)] }
      if (operation === 'read') return { extent, halves: [readHalf(received)] }
      return { extent, halves: [writeHalf(sent), readHalf(received)] }
    case 'refused':
      return { extent, halves: refusedHalves(transaction, sent, address | 1) }
    default:
      return { extent, halves: [intendedHalf(operation, sent)] }
  }
}

function extentOf({ outcome, nack_index: nackIndex }: RunTransaction): WireExtent {
  switch (outcome) {
    case 'ok':
      return 'whole'
    case 'nack-address':
      return nackIndex === 'unknown' ? 'refused-somewhere' : 'refused'
    case 'nack-data':
    case 'nack-unknown':
      return typeof nackIndex === 'number' ? 'refused' : 'refused-somewhere'
    case 'bus-busy':
      return 'not-sent'
    default:
      return 'unknown'
  }
}

/** The bytes up to the one refused; an index beyond those sent is the repeated address byte. */
function refusedHalves({ operation, nack_index: at }: RunTransaction, sent: number[], readAddress: number): WireHalf[] {
  const index = typeof at === 'number' ? at : 0
  if (operation === 'read') return [{ direction: 'read', bytes: refusedLast([readAddress]) }]
  if (operation === 'write' || index < sent.length) {
    return [{ direction: 'write', bytes: refusedLast(sent.slice(0, index + 1)) }]
  }
  return [writeHalf(sent), { direction: 'read', bytes: refusedLast([readAddress]) }]
}

function writeHalf(bytes: readonly number[]): WireHalf {
  return { direction: 'write', bytes: bytes.map((byte) => ({ byte, acknowledge: 'ack' })) }
}

/** The controller refuses the last byte it wants. */
function readHalf(bytes: readonly number[]): WireHalf {
  const isLast = (index: number): boolean => index > 0 && index === bytes.length - 1
  return {
    direction: 'read',
    bytes: bytes.map((byte, index) => ({ byte, acknowledge: isLast(index) ? 'nack' : 'ack' })),
  }
}

/** What was to be sent first. */
function intendedHalf(operation: RunTransaction['operation'], sent: readonly number[]): WireHalf {
  const [address = 0] = sent
  const bytes = operation === 'read' ? [address | 1] : sent
  return {
    direction: operation === 'read' ? 'read' : 'write',
    bytes: bytes.map((byte) => ({ byte, acknowledge: 'unknown' })),
  }
}

function refusedLast(bytes: readonly number[]): WireByte[] {
  return bytes.map((byte, index) => ({ byte, acknowledge: index === bytes.length - 1 ? 'nack' : 'ack' }))
}
