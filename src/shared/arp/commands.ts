import { LOWEST_ARP_ADDRESS, HIGHEST_TARGET_ADDRESS } from '#shared/i2c/address.ts'
import { UDID_BYTES, formatUdid, udidBytes, type Udid } from './udid.ts'

/** Command codes of the general ARP commands at the Device Default Address (SMBus 3.x, ARP). */
export const ARP_COMMAND = { prepare: 0x01, reset: 0x02, getUdid: 0x03, assign: 0x04 } as const

/** Byte count of Get UDID and Assign Address: 16 bytes of UDID and one of address. */
export const UDID_BLOCK_BYTES = UDID_BYTES + 1

/** The address byte of a device that has no valid address. */
export const NO_ADDRESS = 0xff

/** An ARP command as its code byte says it. Directed forms name the device's own address. */
export type ArpCommand =
  | { readonly name: 'prepare' | 'reset' | 'get-udid' | 'assign' }
  | { readonly name: 'reset-directed' | 'get-udid-directed'; readonly address: number }
  | { readonly name: 'reserved' }

/**
 * Code byte of a directed Get UDID: the address shifted left, bit 0 set.
 * @throws RangeError below 0x10, where the codes belong to general and reserved commands, and above 0x77
 */
export function directedGetUdid(address: number): number {
  return (checkDirected(address) << 1) | 1
}

/**
 * Code byte of a directed Reset Device: the address shifted left, bit 0 clear.
 * @throws RangeError as {@link directedGetUdid}
 */
export function directedReset(address: number): number {
  return checkDirected(address) << 1
}

/** True where directed commands can name the address, and so a device there be confirmed. */
export function canBeDirected(address: number): boolean {
  return address >= LOWEST_ARP_ADDRESS && address <= HIGHEST_TARGET_ADDRESS
}

/** Which ARP command a code byte is. */
export function decodeCommand(code: number): ArpCommand {
  switch (code) {
    case ARP_COMMAND.prepare:
      return { name: 'prepare' }
    case ARP_COMMAND.reset:
      return { name: 'reset' }
    case ARP_COMMAND.getUdid:
      return { name: 'get-udid' }
    case ARP_COMMAND.assign:
      return { name: 'assign' }
  }
  const address = code >> 1
  if (!canBeDirected(address)) return { name: 'reserved' }
  return { name: code & 1 ? 'get-udid-directed' : 'reset-directed', address }
}

/**
 * The 17 bytes of Assign Address after the count: UDID and address byte. Bit 0 of the address byte is 0:
 * the specification lets devices ignore it, and parts that store the byte raw need it clear.
 */
export function encodeAssignment(udid: Udid, address: number): Uint8Array {
  return Uint8Array.of(...udidBytes(udid), address << 1)
}

/** A UDID and the address byte behind it, as Get UDID and Assign Address carry them. */
export interface UdidBlock {
  readonly udid: Udid
  /** As it came: address in bits 7:1, bit 0 set; 0xff for no valid address. */
  readonly addressByte: number
}

/**
 * Takes the 17 bytes of a Get UDID reply or an Assign apart.
 * @throws RangeError unless there are exactly 17: judge the byte count before any of the data
 */
export function decodeUdidBlock(data: Uint8Array): UdidBlock {
  if (data.length !== UDID_BLOCK_BYTES) {
    throw new RangeError(`data: a UDID block has ${UDID_BLOCK_BYTES} bytes, got ${data.length}`)
  }
  return { udid: formatUdid(data.subarray(0, UDID_BYTES)), addressByte: data[UDID_BYTES] ?? NO_ADDRESS }
}

function checkDirected(address: number): number {
  if (!canBeDirected(address)) {
    throw new RangeError(`address: directed ARP commands reach 0x10-0x77, not 0x${address.toString(16)}`)
  }
  return address
}
