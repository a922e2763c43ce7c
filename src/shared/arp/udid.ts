import { formatHex, parseHex } from '#shared/i2c/hex.ts'

/** Length of a UDID in bytes. */
export const UDID_BYTES = 16

/**
 * A UDID as 32 lower-case hex digits, most significant byte first, which is the order on the wire.
 * String order is numeric order, and so the order in which devices win arbitration.
 */
export type Udid = string

/** What Assign Address does to a device (SMBus 3.x, UDID Device Capabilities bits 7:6). */
export type AddressType = 'fixed' | 'persistent' | 'volatile' | 'random'

/** Protocols a device says it speaks besides plain SMBus (UDID Interface bits 7:4). */
export type InterfaceFlag = 'oem' | 'asf' | 'ipmi' | 'zone'

/** Every field of a UDID. Numbers are what the bits say, nothing corrected. */
export interface UdidFields {
  readonly udid: Udid
  /** Byte 0: address type in bits 7:6, PEC in bit 0, bits 5:1 reserved. */
  readonly capabilities: number
  readonly addressType: AddressType
  /** Whether ordinary traffic of the device may carry a PEC; ARP itself always does. */
  readonly pecSupported: boolean
  /** Byte 1: UDID version in bits 5:3, silicon revision in bits 2:0, bits 7:6 reserved. */
  readonly version: number
  readonly udidVersion: number
  readonly siliconRevision: number
  readonly vendor: number
  readonly device: number
  readonly interface: number
  /** `2.0`, `3.0`, `3.1`, `3.2`, the contradictory `1.0` and `1.1`, or `unknown (0x..)`. */
  readonly smbusVersion: string
  readonly interfaceFlags: readonly InterfaceFlag[]
  readonly subsystemVendor: number
  readonly subsystemDevice: number
  readonly vendorSpecificId: number
}

const ADDRESS_TYPES = ['fixed', 'persistent', 'volatile', 'random'] as const satisfies readonly AddressType[]
const SMBUS_VERSIONS: Readonly<Record<number, string>> = { 0: '1.0', 1: '1.1', 4: '2.0', 5: '3.0', 6: '3.1', 7: '3.2' }
const INTERFACE_FLAGS: readonly (readonly [number, InterfaceFlag])[] = [
  [0x10, 'oem'],
  [0x20, 'asf'],
  [0x40, 'ipmi'],
  [0x80, 'zone'],
]

/** @throws RangeError unless there are exactly 16 bytes */
export function formatUdid(bytes: Uint8Array): Udid {
  if (bytes.length !== UDID_BYTES) throw new RangeError(`bytes: a UDID has ${UDID_BYTES} bytes, got ${bytes.length}`)
  return formatHex(bytes)
}

/**
 * A UDID from text: 32 hex digits in either case, with spaces, colons, dashes or `0x` where people put them.
 * @throws SyntaxError naming what is wrong
 */
export function parseUdid(text: string): Udid {
  const bytes = parseHex(text)
  if (bytes.length !== UDID_BYTES) {
    throw new SyntaxError(`a UDID is 32 hex digits (16 bytes), found ${2 * bytes.length} digits`)
  }
  return formatHex(bytes)
}

/** The 16 bytes, most significant first. */
export function udidBytes(udid: Udid): Uint8Array {
  return parseHex(udid)
}

/** Takes a UDID apart (SMBus 3.x, Unique Device Identifier). Never fails: reserved bits are for {@link lintUdid}. */
export function decodeUdid(udid: Udid): UdidFields {
  const view = new DataView(udidBytes(udid).buffer)
  const capabilities = view.getUint8(0)
  const version = view.getUint8(1)
  const interfaceWord = view.getUint16(6)
  const smbusNibble = interfaceWord & 0x0f
  return {
    udid,
    capabilities,
    addressType: ADDRESS_TYPES[(capabilities >> 6) as 0 | 1 | 2 | 3],
    pecSupported: (capabilities & 1) === 1,
    version,
    udidVersion: (version >> 3) & 7,
    siliconRevision: version & 7,
    vendor: view.getUint16(2),
    device: view.getUint16(4),
    interface: interfaceWord,
    smbusVersion: SMBUS_VERSIONS[smbusNibble] ?? `unknown (0x${smbusNibble.toString(16)})`,
    interfaceFlags: INTERFACE_FLAGS.filter(([bit]) => interfaceWord & bit).map(([, flag]) => flag),
    subsystemVendor: view.getUint16(8),
    subsystemDevice: view.getUint16(10),
    vendorSpecificId: view.getUint32(12),
  }
}

/** The 16 bytes again, as a UDID: the inverse of {@link decodeUdid}. */
export function encodeUdid(fields: Pick<UdidFields, EncodedField>): Udid {
  const view = new DataView(new ArrayBuffer(UDID_BYTES))
  view.setUint8(0, fields.capabilities)
  view.setUint8(1, fields.version)
  view.setUint16(2, fields.vendor)
  view.setUint16(4, fields.device)
  view.setUint16(6, fields.interface)
  view.setUint16(8, fields.subsystemVendor)
  view.setUint16(10, fields.subsystemDevice)
  view.setUint32(12, fields.vendorSpecificId)
  return formatHex(new Uint8Array(view.buffer))
}

type EncodedField =
  | 'capabilities'
  | 'version'
  | 'vendor'
  | 'device'
  | 'interface'
  | 'subsystemVendor'
  | 'subsystemDevice'
  | 'vendorSpecificId'

/** What is odd about a UDID, one line each, empty for a sound one. Reserved bits are decoded all the same. */
export function lintUdid(fields: UdidFields): string[] {
  const oddities: string[] = []
  const hex = (value: number, digits: number): string => `0x${value.toString(16).padStart(digits, '0')}`
  if (fields.capabilities & 0x3e) {
    oddities.push(`reserved bits 5:1 of Device Capabilities are not 0 (${hex(fields.capabilities, 2)})`)
  }
  if (fields.version & 0xc0)
    oddities.push(`reserved bits 7:6 of Version/Revision are not 0 (${hex(fields.version, 2)})`)
  if (fields.udidVersion !== 1) oddities.push(`UDID version is ${fields.udidVersion}, the only defined one is 1`)
  if (fields.interface & 0xff00)
    oddities.push(`reserved bits 15:8 of Interface are not 0 (${hex(fields.interface, 4)})`)
  if (fields.smbusVersion.startsWith('1.')) {
    oddities.push(`Interface says SMBus ${fields.smbusVersion}, which had no ARP`)
  } else if (fields.smbusVersion.startsWith('unknown')) {
    oddities.push(`Interface says SMBus version ${fields.smbusVersion}`)
  }
  if (fields.subsystemVendor === 0 && fields.subsystemDevice !== 0) {
    oddities.push(`Subsystem Device ID is ${hex(fields.subsystemDevice, 4)} although Subsystem Vendor ID is 0`)
  }
  return oddities
}

/** True where the vendor-specific ID tells units of a kind apart; 0 and ffffffff are what unprogrammed parts carry. */
export function hasUnitNumber(fields: UdidFields): boolean {
  return fields.vendorSpecificId !== 0 && fields.vendorSpecificId !== 0xffffffff
}
