import { lintUdid, decodeUdid } from '#shared/arp/udid.ts'
import type { RunDevice } from '#shared/run/run.ts'
import { recognisedAs } from './device-name.ts'
import { bareHex } from './text.ts'

/** A field of a UDID as the bar shows it. */
export interface UdidField {
  readonly name: string
  /** Two digits a byte. */
  readonly bytes: readonly string[]
}

/** A line below the bar: name, value, meaning. */
export interface UdidFact {
  readonly name: string
  readonly value: string
  readonly meaning: string
}

const FIELDS: readonly (readonly [string, number])[] = [
  ['cap', 1],
  ['ver', 1],
  ['vendor', 2],
  ['device', 2],
  ['iface', 2],
  ['sub ven', 2],
  ['sub dev', 2],
  ['specific id', 4],
]

const TYPES = {
  fixed: 'Fixed: keeps its own address',
  persistent: 'Persistent',
  volatile: 'Volatile',
  random: 'Random number for an ID',
} as const

/** The bytes of a UDID, most significant first, by field. */
export function udidFields(udid: string): UdidField[] {
  let at = 0
  return FIELDS.map(([name, count]) => {
    const digits = udid.slice(2 * at, 2 * (at + count)).toUpperCase()
    at += count
    return { name, bytes: digits.match(/../g) ?? [] }
  })
}

/** What each field says, in words. */
export function udidFacts(device: RunDevice): UdidFact[] {
  const pec = device.pec_supported ? 'PEC supported' : 'no PEC outside ARP'
  const flags = device.interface_flags.map((flag) => flag.toUpperCase())
  const isSubsystemGiven = device.subsystem_vendor !== '0x0000' || device.subsystem_device !== '0x0000'
  const subsystem = `${bareHex(device.subsystem_vendor)}:${bareHex(device.subsystem_device)}`
  const revision = `UDID version ${device.udid_version}, silicon revision ${device.silicon_revision}`
  return [
    { name: 'Capabilities', value: bareHex(device.capabilities), meaning: `${TYPES[device.address_type]}, ${pec}` },
    { name: 'Version', value: bareHex(device.version), meaning: revision },
    { name: 'Vendor', value: bareHex(device.vendor), meaning: device.vendor_name ?? 'no name known' },
    { name: 'Device', value: bareHex(device.device), meaning: recognisedAs(device) ?? 'not recognised' },
    { name: 'Interface', value: bareHex(device.interface), meaning: interfaceWords(device.smbus_version, flags) },
    { name: 'Subsystem', value: subsystem, meaning: isSubsystemGiven ? 'vendor:device' : 'none given' },
    { name: 'Specific ID', value: bareHex(device.vendor_specific_id), meaning: unitWords(device.vendor_specific_id) },
  ]
}

/** What is odd about a UDID, a line each. */
export function udidOddities(udid: string): string[] {
  return lintUdid(decodeUdid(udid))
}

function interfaceWords(version: string, flags: readonly string[]): string {
  return flags.length === 0 ? `SMBus ${version}, no ASF, no IPMI` : `SMBus ${version}, ${flags.join(', ')}`
}

function unitWords(id: string): string {
  if (id === '0x00000000') return 'not programmed: twins look alike'
  return id === '0xffffffff' ? 'not programmed: twins look alike' : 'Unit number'
}
