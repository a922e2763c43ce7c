import type { LineLevels } from '#shared/i2c/bus.ts'
import { ENGINE, engineGroup, type EngineGroup } from './engine-state.ts'

/** Every report, either way (DS20005565E §3.1). */
export const REPORT_BYTES = 64
/** I2C payload of one report. */
export const CHUNK_BYTES = 60
/** Longest transfer the 16-bit length field can state. */
export const MAX_TRANSFER_BYTES = 0xffff

/** Command bytes in use. Flash writes (0xb1), SRAM settings (0x60) and reset (0x70) are left alone. */
export const COMMAND = {
  status: 0x10,
  getData: 0x40,
  write: 0x90,
  read: 0x91,
  readRepeatedStart: 0x93,
  writeNoStop: 0x94,
  readFlash: 0xb0,
} as const

/** Strings kept in flash: sub-commands of 0xb0. */
export const FLASH_STRING = { product: 3, serial: 4 } as const

const FLASH_STRING_BYTES = { header: 2, max: 62 } as const
const STRING_DESCRIPTOR = 0x03
const COUNT_ERROR = 127

/** `10`: asks for the status, sending nothing on the wire and changing nothing. */
export function encodeStatus(): Uint8Array {
  return report(COMMAND.status)
}

/** `10 00 10`: cancels the transfer under way. Never send it to an engine that was not used yet. */
export function encodeCancel(): Uint8Array {
  return report(COMMAND.status, 0, 0x10)
}

/** `10 00 00 20 divider`: sets the bus clock, where the engine is idle. See {@link speedDivider}. */
export function encodeSetSpeed(divider: number): Uint8Array {
  return report(COMMAND.status, 0, 0, 0x20, divider)
}

/** `40`: fetches bytes read. */
export function encodeGetData(): Uint8Array {
  return report(COMMAND.getData)
}

/** `B0 sub`: reads a string from flash. */
export function encodeReadFlash(string: number): Uint8Array {
  return report(COMMAND.readFlash, string)
}

/** `91` or `93`, length, address: starts a read. `address` is 7-bit. */
export function encodeRead(
  command: typeof COMMAND.read | typeof COMMAND.readRepeatedStart,
  address: number,
  lengthBytes: number,
): Uint8Array {
  return report(command, lengthBytes & 0xff, lengthBytes >> 8, (address << 1) | 1)
}

/** `90` or `94`, one report per 60 bytes; the length field always carries the total. `address` is 7-bit. */
export function encodeWrite(
  command: typeof COMMAND.write | typeof COMMAND.writeNoStop,
  address: number,
  data: Uint8Array,
): [Uint8Array, ...Uint8Array[]] {
  const chunk = (offset: number): Uint8Array => {
    const bytes = report(command, data.length & 0xff, data.length >> 8, address << 1)
    bytes.set(data.subarray(offset, offset + CHUNK_BYTES), 4)
    return bytes
  }
  const reports: [Uint8Array, ...Uint8Array[]] = [chunk(0)]
  for (let offset = CHUNK_BYTES; offset < data.length; offset += CHUNK_BYTES) reports.push(chunk(offset))
  return reports
}

/** Reply to 0x90-0x94: whether the engine took the command (which says nothing of an ACK), and its state. */
export interface CommandReply {
  readonly accepted: boolean
  readonly state: number
  readonly engine: EngineGroup
}

/** Decodes a reply to 0x90, 0x91, 0x93 or 0x94. */
export function decodeCommandReply(reply: Uint8Array): CommandReply {
  const state = byteAt(reply, 2)
  return { accepted: byteAt(reply, 1) === 0, state, engine: engineGroup(state) }
}

/** Reply to 0x40. `data` is undefined while there is nothing to fetch: not ready, failed, or a count that can't be. */
export interface DataReply {
  readonly state: number
  readonly engine: EngineGroup
  readonly data: Uint8Array | undefined
}

/** Decodes a reply to 0x40. */
export function decodeDataReply(reply: Uint8Array): DataReply {
  const state = byteAt(reply, 2)
  const count = byteAt(reply, 3)
  const ready = byteAt(reply, 1) === 0 && count !== COUNT_ERROR && count <= CHUNK_BYTES
  return { state, engine: engineGroup(state), data: ready ? reply.slice(4, 4 + count) : undefined }
}

/** Reply to 0x10. */
export interface StatusReply {
  /** Byte 2: what became of a cancel. `was-idle`: nothing to cancel. */
  readonly cancel: 'none' | 'marked' | 'was-idle' | 'unknown'
  /** Byte 3: what became of a speed. `refused`: a transfer is under way. */
  readonly speed: 'none' | 'accepted' | 'refused' | 'unknown'
  /** Byte 8. The reply to a cancel shows 0x60 whatever the engine came to (EasyMCP2221). */
  readonly state: number
  readonly engine: EngineGroup
  /** Bytes 9-10. */
  readonly requestedBytes: number
  /** Bytes 11-12; whether a refused byte counts is not proven on hardware. */
  readonly transferredBytes: number
  /** Byte 14. */
  readonly divider: number
  /** Byte 20 bit 6: no ACK came, by the data sheet of the address. */
  readonly addressNacked: boolean
  /** Byte 18 = 0x08 while idle: SDA moved meanwhile, and the next transfer goes wrong unless a cancel comes first. */
  readonly disturbed: boolean
  /** Byte 21: false since power-up until the first transfer; a cancel would wedge the engine then. */
  readonly everUsed: boolean
  /** Bytes 22 and 23: levels of the pins now. */
  readonly lines: LineLevels
  /** Bytes 46-47, such as `A.6`. */
  readonly hardware: string
  /** Bytes 48-49: `1.1` on an MCP2221, `1.2` on an MCP2221A. */
  readonly firmware: string
}

const CANCEL_RESULT = new Map<number, StatusReply['cancel']>([
  [0x00, 'none'],
  [0x10, 'marked'],
  [0x11, 'was-idle'],
])

const SPEED_RESULT = new Map<number, StatusReply['speed']>([
  [0x00, 'none'],
  [0x20, 'accepted'],
  [0x21, 'refused'],
])

/** Decodes a reply to 0x10, with or without cancel and speed. */
export function decodeStatus(reply: Uint8Array): StatusReply {
  const state = byteAt(reply, 8)
  return {
    cancel: CANCEL_RESULT.get(byteAt(reply, 2)) ?? 'unknown',
    speed: SPEED_RESULT.get(byteAt(reply, 3)) ?? 'unknown',
    state,
    engine: engineGroup(state),
    requestedBytes: byteAt(reply, 9) | (byteAt(reply, 10) << 8),
    transferredBytes: byteAt(reply, 11) | (byteAt(reply, 12) << 8),
    divider: byteAt(reply, 14),
    addressNacked: (byteAt(reply, 20) & 0x40) !== 0,
    disturbed: byteAt(reply, 18) === 0x08 && state === ENGINE.idle,
    everUsed: byteAt(reply, 21) !== 0,
    lines: { scl: level(reply, 22), sda: level(reply, 23) },
    hardware: revision(reply, 46),
    firmware: revision(reply, 48),
  }
}

/** The string in a reply to 0xb0, or null where the chip refused or there is none. */
export function decodeFlashString(reply: Uint8Array): string | null {
  const length = byteAt(reply, 2)
  const fits = length > FLASH_STRING_BYTES.header && length <= FLASH_STRING_BYTES.max && length % 2 === 0
  if (byteAt(reply, 1) !== 0 || byteAt(reply, 3) !== STRING_DESCRIPTOR || !fits) return null
  let text = ''
  for (let at = 4; at < 2 + length; at += 2)
    text += String.fromCharCode(byteAt(reply, at) | (byteAt(reply, at + 1) << 8))
  return text.replace(/\0.*$/s, '').trim() || null
}

/** Range of the bus clock in hertz: 46.875 kHz is the slowest whole division, 400 kHz the data sheet's maximum. */
export const CLOCK_HZ = { min: 46_875, max: 400_000 } as const

const OSCILLATOR_HZ = 12_000_000

/**
 * Divider for a bus clock of at most `clockHz`. Sources have 12 MHz / f - 2 (DS20005565E, EasyMCP2221) and
 * - 3 (Microchip's own drivers); with - 2, rounded up, the clock is never above what was asked either way.
 */
export function speedDivider(clockHz: number): number {
  return Math.ceil(OSCILLATOR_HZ / clockHz) - 2
}

/** The bus clock, in whole hertz rounded down, that a divider gives. */
export function dividerClockHz(divider: number): number {
  return Math.floor(OSCILLATOR_HZ / (divider + 2))
}

function report(...head: number[]): Uint8Array {
  const bytes = new Uint8Array(REPORT_BYTES)
  bytes.set(head)
  return bytes
}

function byteAt(bytes: Uint8Array, index: number): number {
  return bytes[index] ?? 0
}

function level(reply: Uint8Array, index: number): LineLevels['scl'] {
  return byteAt(reply, index) === 0 ? 'low' : 'high'
}

function revision(reply: Uint8Array, index: number): string {
  const text = String.fromCharCode(byteAt(reply, index), byteAt(reply, index + 1))
  return /^[\x21-\x7e]{2}$/.test(text) ? `${text[0] ?? ''}.${text[1] ?? ''}` : 'unknown'
}
