import type { LineLevel, TransferOutcome } from '#shared/i2c/bus.ts'
import type { Run, RunTransaction } from '#shared/run/run.ts'
import type { ReportFormat } from './report-format.ts'
import { drawnBitUs, wireFrame, type WireFrame, type WireHalf } from './wire-frame.ts'

/** A capture for Wireshark: classic pcap, LINKTYPE_I2C_LINUX. */
export const pcapFormat: ReportFormat = {
  id: 'pcap',
  title: 'pcap for Wireshark',
  extension: 'pcap',
  mediaType: 'application/vnd.tcpdump.pcap',
  render: renderPcap,
}

const LINKTYPE_I2C_LINUX = 209
const FILE_HEADER_BYTES = 24
const RECORD_HEADER_BYTES = 16
/** Bus number and flags. */
const PSEUDO_HEADER_BYTES = 5
const LONGEST_PACKET = 0x40000

const EVENT_BIT = 0x80
const BITS_PER_BYTE = 9

/** Flags of a message, as in Linux's i2c_msg; those from bit 16 up are Arpeggio's, where Linux has none. */
const MESSAGE_FLAG = {
  read: 0x0000_0001,
  /** The last byte of the packet was not acknowledged. */
  refused: 0x0001_0000,
  /** A byte of the packet was not acknowledged; the adapter cannot tell which. */
  refusedSomewhere: 0x0002_0000,
  /** The packet was to be sent; how much of it was is not known. */
  attempted: 0x0004_0000,
} as const

/** Readers put an event into words only together with “detached from the bus”. */
const DETACHED = 0x20
const EVENT = {
  dataHigh: DETACHED | (1 << 17),
  clockHigh: DETACHED | (1 << 19),
  clockTimeout: DETACHED | (1 << 20),
  disconnected: DETACHED | (1 << 21),
  failure: DETACHED | (1 << 22),
} as const

interface Packet {
  /** Since the run began. */
  readonly tUs: number
  readonly isEvent: boolean
  readonly flags: number
  readonly bytes: Uint8Array
}

/**
 * The transactions of a Run as packets of one message each, address byte and PEC included: a write with a repeated START
 * is two. A fault of the bus is an event packet.
 */
export function renderPcap(run: Run): Uint8Array<ArrayBuffer> {
  const packets = [
    ...lineEvents(run.bus.lines_before, 0),
    ...run.transactions.flatMap((transaction) => packetsOf(transaction, drawnBitUs(run.bus))),
    ...lineEvents(run.bus.lines_after, run.duration_ms * 1000),
  ]
  const length = packets.reduce((sum, { bytes }) => sum + recordBytes(bytes), FILE_HEADER_BYTES)
  const file = new DataView(new ArrayBuffer(length))
  writeFileHeader(file)
  const startedUs = (Date.parse(run.started_utc) || 0) * 1000
  const bus = busNumber(run.adapter.selector)
  let offset = FILE_HEADER_BYTES
  for (const packet of packets) offset = writePacket(file, offset, packet, { startedUs, bus })
  return new Uint8Array(file.buffer)
}

/** A line that is low while nobody sends: whoever holds it, it can't be driven high. */
function lineEvents({ scl, sda }: Readonly<Record<'scl' | 'sda', LineLevel>>, tUs: number): Packet[] {
  const held = [...(sda === 'low' ? [EVENT.dataHigh] : []), ...(scl === 'low' ? [EVENT.clockHigh] : [])]
  return held.map((flags) => event(flags, tUs))
}

function packetsOf(transaction: RunTransaction, bitUs: number): Packet[] {
  const frame = wireFrame(transaction)
  const messages = frame.extent === 'not-sent' ? [] : frame.halves
  let tUs = transaction.t_us
  const packets = messages.map((half, index): Packet => {
    const isLast = index === messages.length - 1
    const packet = { tUs, isEvent: false, flags: flagsOf(half, isLast ? frame : undefined), bytes: bytesOf(half) }
    tUs += (half.bytes.length * BITS_PER_BYTE + 1) * bitUs + (transaction.sr_gap_us ?? 0)
    return packet
  })
  const fault = faultOf(transaction.outcome)
  return fault === undefined ? packets : [...packets, event(fault, transaction.t_us + transaction.duration_us)]
}

function flagsOf({ direction }: WireHalf, ending: WireFrame | undefined): number {
  const read = direction === 'read' ? MESSAGE_FLAG.read : 0
  switch (ending?.extent) {
    case 'refused':
      return read | MESSAGE_FLAG.refused
    case 'refused-somewhere':
      return read | MESSAGE_FLAG.refusedSomewhere
    case 'unknown':
      return read | MESSAGE_FLAG.attempted
    default:
      return read
  }
}

function bytesOf({ bytes }: WireHalf): Uint8Array {
  return Uint8Array.from(bytes, ({ byte }) => byte)
}

/** A NACK is an answer, no fault. */
function faultOf(outcome: TransferOutcome): number | undefined {
  switch (outcome) {
    case 'timeout':
      return EVENT.clockTimeout
    case 'closed':
      return EVENT.disconnected
    case 'arbitration-lost':
    case 'bus-busy':
    case 'adapter':
      return EVENT.failure
    default:
      return undefined
  }
}

function event(flags: number, tUs: number): Packet {
  return { tUs, isEvent: true, flags, bytes: new Uint8Array() }
}

/** The number of a Linux bus; 0 for every other, which has none. */
function busNumber(selector: string): number {
  const [, number = '0'] = /^i2c-dev:(\d{1,3})$/.exec(selector) ?? []
  return Number(number) & 0x7f
}

function recordBytes(bytes: Uint8Array): number {
  return RECORD_HEADER_BYTES + PSEUDO_HEADER_BYTES + bytes.length
}

function writeFileHeader(file: DataView): void {
  // Magic number of microsecond timestamps, version 2.4, no zone, no accuracy.
  file.setUint32(0, 0xa1b2c3d4)
  file.setUint16(4, 2)
  file.setUint16(6, 4)
  file.setUint32(16, LONGEST_PACKET)
  file.setUint32(20, LINKTYPE_I2C_LINUX)
}

/** Writes a record at `offset`; returns where the next one goes. */
function writePacket(
  file: DataView,
  offset: number,
  { tUs, isEvent, flags, bytes }: Packet,
  { startedUs, bus }: { readonly startedUs: number; readonly bus: number },
): number {
  const us = startedUs + Math.round(tUs)
  const length = PSEUDO_HEADER_BYTES + bytes.length
  file.setUint32(offset, Math.floor(us / 1e6))
  file.setUint32(offset + 4, us % 1e6)
  file.setUint32(offset + 8, length)
  file.setUint32(offset + 12, length)
  file.setUint8(offset + RECORD_HEADER_BYTES, bus | (isEvent ? EVENT_BIT : 0))
  file.setUint32(offset + RECORD_HEADER_BYTES + 1, flags)
  new Uint8Array(file.buffer).set(bytes, offset + RECORD_HEADER_BYTES + PSEUDO_HEADER_BYTES)
  return offset + recordBytes(bytes)
}
