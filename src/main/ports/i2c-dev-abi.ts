import { endianness } from 'node:os'

/**
 * What goes through an ioctl of /dev/i2c-N, byte for byte (linux/i2c-dev.h, linux/i2c.h). A struct and all it points to
 * stand in one block of memory, so that one reference keeps them where they are.
 */

/** Request numbers of `ioctl`. */
export const REQUEST = {
  /** Chooses the address of the SMBus transfers that follow. */
  chooseAddress: 0x0703,
  functionality: 0x0705,
  transfer: 0x0707,
  /** Switches the PEC of the SMBus transfers that follow on and off. */
  pec: 0x0708,
  smbus: 0x0720,
} as const

/** Bits of what an adapter says it can do. */
export const FUNCTION = {
  i2c: 0x00000001,
  pec: 0x00000008,
  quick: 0x00010000,
  receiveByte: 0x00020000,
  sendByte: 0x00040000,
  writeByteData: 0x00100000,
  readBlock: 0x01000000,
  writeBlock: 0x02000000,
  readI2cBlock: 0x04000000,
  writeI2cBlock: 0x08000000,
} as const

/** SMBus protocols by their numbers. */
export const PROTOCOL = { quick: 0, byte: 1, byteData: 2, block: 5, i2cBlock: 8 } as const

/** Most data bytes of an SMBus block. */
export const SMBUS_BLOCK_MAX = 32

/** Longest message the device node takes. */
export const MAX_MESSAGE_BYTES = 8192

/** The size of a pointer on this machine. */
export type PointerBytes = 4 | 8

/** Memory the kernel is to work on: it stays where it is. */
export interface Memory {
  readonly bytes: Uint8Array
  readonly address: bigint
}

/** One message of a combined transfer; a read asks for as many bytes as `data` has. */
export interface Message {
  readonly isRead: boolean
  readonly data: Uint8Array
}

/** One SMBus transfer. The union of its data has room for a block of 32 bytes, its count and a PEC. */
export interface SmbusRequest {
  readonly isRead: boolean
  readonly command: number
  readonly protocol: number
  /** What the union begins with; ignored by the kernel on most reads. */
  readonly data: Uint8Array
}

const IS_LITTLE = endianness() === 'LE'
const FLAG_READ = 0x0001
const SMBUS_UNION_BYTES = 34
const SMBUS_READ = 1

/** How much memory {@link encodeTransfer} needs. */
export function transferBytes(messages: readonly Message[], pointerBytes: PointerBytes): number {
  return messages.reduce((sum, { data }) => sum + data.length, headBytes(messages.length, pointerBytes))
}

/**
 * Fills `memory` with `struct i2c_rdwr_ioctl_data`, the array of `struct i2c_msg` it points to, and their data.
 * @returns the views of the messages' data, where what is read appears
 */
export function encodeTransfer(
  memory: Memory,
  address: number,
  messages: readonly Message[],
  pointerBytes: PointerBytes,
): Uint8Array[] {
  const view = viewOf(memory.bytes)
  const messageBytes = 8 + pointerBytes
  let dataAt = headBytes(messages.length, pointerBytes)
  writePointer(view, 0, memory.address + BigInt(2 * pointerBytes), pointerBytes)
  view.setUint32(pointerBytes, messages.length, IS_LITTLE)
  return messages.map(({ isRead, data }, index) => {
    const at = 2 * pointerBytes + index * messageBytes
    view.setUint16(at, address, IS_LITTLE)
    view.setUint16(at + 2, isRead ? FLAG_READ : 0, IS_LITTLE)
    view.setUint16(at + 4, data.length, IS_LITTLE)
    writePointer(view, at + 8, memory.address + BigInt(dataAt), pointerBytes)
    const place = memory.bytes.subarray(dataAt, dataAt + data.length)
    place.set(data)
    dataAt += data.length
    return place
  })
}

/** How much memory {@link encodeSmbus} needs. */
export function smbusBytes(pointerBytes: PointerBytes): number {
  return 8 + pointerBytes + SMBUS_UNION_BYTES
}

/**
 * Fills `memory` with `struct i2c_smbus_ioctl_data` and the union it points to.
 * @returns the view of the union, where what is read appears
 */
export function encodeSmbus(memory: Memory, request: SmbusRequest, pointerBytes: PointerBytes): Uint8Array {
  const view = viewOf(memory.bytes)
  const dataAt = 8 + pointerBytes
  view.setUint8(0, request.isRead ? SMBUS_READ : 0)
  view.setUint8(1, request.command)
  view.setUint32(4, request.protocol, IS_LITTLE)
  writePointer(view, 8, memory.address + BigInt(dataAt), pointerBytes)
  const union = memory.bytes.subarray(dataAt, dataAt + SMBUS_UNION_BYTES)
  union.set(request.data)
  return union
}

/** The bits of `I2C_FUNCS`, an unsigned long of which 32 bits are in use. */
export function decodeFunctionality(bytes: Uint8Array): number {
  const view = viewOf(bytes)
  return view.getUint32(IS_LITTLE ? 0 : bytes.length - 4, IS_LITTLE)
}

/** Both structs of a combined transfer, without the data. */
function headBytes(messages: number, pointerBytes: PointerBytes): number {
  return 2 * pointerBytes + messages * (8 + pointerBytes)
}

function writePointer(view: DataView, at: number, address: bigint, pointerBytes: PointerBytes): void {
  if (pointerBytes === 8) view.setBigUint64(at, address, IS_LITTLE)
  else view.setUint32(at, Number(address), IS_LITTLE)
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
