import type { UsbRequest } from '../ports.ts'

/** Bulk packets, either way (full speed; wch CH341 data sheet). */
export const PACKET_BYTES = 32
/** Bulk endpoint number, IN and OUT alike: 0x82 and 0x02. */
export const BULK_ENDPOINT = 2
/** The only configuration and the only interface there are. */
export const CONFIGURATION = 1
/** See {@link CONFIGURATION}. */
export const INTERFACE = 0

/** First bytes of the packets in use: an I2C stream, the pins read, the pins driven (wch CH341DLL.H). */
export const PACKET = { stream: 0xaa, readPins: 0xa0, drivePins: 0xa1 } as const

/**
 * Sub-commands of a stream packet (wch CH341DLL.H and examples). `send` + n sends n bytes and ignores their
 * ACKs; with n = 0 it sends exactly one and reports its ACK. `read` + n reads n bytes and acknowledges each;
 * with n = 0 it reads one and does not.
 */
export const STREAM = { end: 0x00, start: 0x74, stop: 0x75, send: 0x80, read: 0xc0, speed: 0x60 } as const

/** Most bytes one {@link STREAM}.send can carry unchecked. */
export const MAX_UNCHECKED_BYTES = 29
/** Most bytes one {@link STREAM}.read can take, which is all that fits into one IN packet. */
export const MAX_READ_BYTES = 32

/** Vendor request for the chip's version: two bytes, 0x30 0x00 on most. */
export const VERSION_REQUEST: UsbRequest = { request: 0x5f, value: 0, index: 0 }
/** Length of the answer to {@link VERSION_REQUEST}. */
export const VERSION_BYTES = 2

/** Bus clocks by the two speed bits. 750 kHz is left out: uneven by a scope (karlp), and beyond SMBus. */
const SPEEDS_HZ = [20_000, 100_000, 400_000] as const

/** Range of the bus clock in hertz; within it there are 20, 100 and 400 kHz. */
export const CLOCK_HZ = { min: 20_000, max: 400_000 } as const

/** The highest clock there is that is not above `clockHz`; undefined below 20 kHz and above 400 kHz. */
export function speedFor(clockHz: number): { readonly clockHz: number; readonly code: number } | undefined {
  if (!(clockHz <= CLOCK_HZ.max)) return undefined
  const code = SPEEDS_HZ.findLastIndex((speed) => speed <= clockHz)
  const speed = SPEEDS_HZ[code]
  return speed === undefined ? undefined : { clockHz: speed, code }
}

/** `AA 6s 00`: sets the bus clock; nothing is answered. `code` as of {@link speedFor}. */
export function encodeSpeed(code: number): Uint8Array {
  return Uint8Array.of(PACKET.stream, STREAM.speed | code, STREAM.end)
}

/** `AA 75 00`: STOP and nothing else; nothing is answered. */
export function encodeStop(): Uint8Array {
  return Uint8Array.of(PACKET.stream, STREAM.stop, STREAM.end)
}

/** True where a status byte says ACK: bit 7 clear, the others vary (0x6f and 0xef were seen). */
export function isAck(status: number): boolean {
  return (status & 0x80) === 0
}

/** Length of the answer to {@link encodeReadPins}. */
export const PINS_BYTES = 6

/** `A0`: asks for the pins, sending nothing on the wire. */
export function encodeReadPins(): Uint8Array {
  return Uint8Array.of(PACKET.readPins)
}

/** Levels of the two bus pins; true is high. */
export interface Pins {
  readonly scl: boolean
  readonly sda: boolean
}

const PIN_STATUS = { byte: 2, scl: 0x40, sda: 0x80 } as const

/** Bits 22 and 23 of the answer: SCL (one source only: karlp) and SDA (also the vendor's header). */
export function decodePins(reply: Uint8Array): Pins {
  const status = reply[PIN_STATUS.byte] ?? 0
  return { scl: (status & PIN_STATUS.scl) !== 0, sda: (status & PIN_STATUS.sda) !== 0 }
}

/** Bits of the byte that drives the pins; `idle` keeps RESET# and WRITE# high. */
const DRIVEN = { idle: 0x03, scl: 0x04, sda: 0x08 } as const
/** Says that this byte, and no other output, is set; and where it stands in the packet. */
const DRIVE = { command: 0x6a, mask: 0x10, byte: 7, length: 11 } as const

/** `A1 6A 10 …`: drives the two bus pins by hand, high being let go; nothing is answered. Not proven on hardware. */
export function encodeDrivePins({ scl, sda }: Pins): Uint8Array {
  const packet = new Uint8Array(DRIVE.length)
  packet.set([PACKET.drivePins, DRIVE.command, DRIVE.mask])
  packet[DRIVE.byte] = DRIVEN.idle | (scl ? DRIVEN.scl : 0) | (sda ? DRIVEN.sda : 0)
  return packet
}

/** The pins that a packet of {@link encodeDrivePins} drives; undefined where it sets other outputs. */
export function decodeDrivePins(packet: Uint8Array): Pins | undefined {
  const [, command, mask = 0] = packet
  if (command !== DRIVE.command || (mask & DRIVE.mask) === 0) return undefined
  const levels = packet[DRIVE.byte] ?? 0
  return { scl: (levels & DRIVEN.scl) !== 0, sda: (levels & DRIVEN.sda) !== 0 }
}
