import { decodeUdid, hasUnitNumber, lintUdid, type AddressType, type Udid, type UdidFields } from '#shared/arp/udid.ts'
import { identifyBy } from '#shared/identify/identify.ts'
import { formatModalias } from '#shared/identify/modalias.ts'
import { runIdentity } from '#shared/run/device.ts'
import type { PciNames } from '../../engine/pci-names.ts'
import type { Output } from '../host.ts'
import { formatColumns, type Cell } from './columns.ts'
import { renderDocument } from './document.ts'
import { groupUdid } from './run-table.ts'
import { viewOf, type View } from './view.ts'

/** A UDID's fields for programs, named as in a Run, with who it is and what is odd about it. */
export function renderUdidJson(udid: Udid, names: PciNames): string {
  const fields = decodeUdid(udid)
  const { vendor_name: vendorName, matches } = identifyBy(names)(fields)
  const pciDeviceName = names.deviceName(fields.vendor, fields.device) ?? null
  return renderDocument({
    ...runIdentity(fields, vendorName),
    pci_device_name: pciDeviceName,
    matches,
    oddities: odditiesOf(fields),
  })
}

/** A UDID for people: bytes, fields, meanings, who it is, oddities. */
export function renderUdidTable(udid: Udid, output: Output, names: PciNames): string {
  return `${udidLines(udid, viewOf(output), names).join('\n')}\n`
}

/** The lines of {@link renderUdidTable}. */
export function udidLines(udid: Udid, { colours }: View, names: PciNames): string[] {
  const fields = decodeUdid(udid)
  const oddities = odditiesOf(fields)
  const rows = fieldRows(fields, names).map(([bytes, name, value, meaning]): Cell[] => [
    { text: bytes },
    { text: name },
    { text: value, style: colours.bold },
    { text: meaning },
  ])
  return [
    colours.bold(groupUdid(udid)),
    '',
    ...formatColumns(['Bytes', 'Field', 'Value', 'Meaning'], rows),
    '',
    `modalias (proposed for Linux): ${formatModalias(fields)}`,
    ...identifyBy(names)(fields).matches,
    ...oddities.map((oddity) => `${colours.yellow('odd:')} ${oddity}`),
    ...(oddities.length === 0 ? ['Nothing odd about it.'] : []),
  ]
}

function odditiesOf(fields: UdidFields): string[] {
  if (hasUnitNumber(fields)) return lintUdid(fields)
  return [...lintUdid(fields), 'the vendor-specific ID tells no unit from another: two such devices answer as one']
}

const ADDRESS_TYPES: Readonly<Record<AddressType, string>> = {
  fixed: 'address fixed (DTA): Assign does not move it',
  persistent: 'address dynamic and persistent (PTA): kept without power',
  volatile: 'address dynamic and volatile (non-PTA): lost without power and by Reset',
  random: 'random number: part of the UDID is new after power-up and Reset',
}

type Row = readonly [bytes: string, name: string, value: string, meaning: string]

function fieldRows(fields: UdidFields, names: PciNames): Row[] {
  const pciDevice = names.deviceName(fields.vendor, fields.device)
  const pecWords = fields.pecSupported ? 'PEC on ordinary traffic' : 'no PEC on ordinary traffic'
  const flags = fields.interfaceFlags.length > 0 ? `; ${fields.interfaceFlags.join(', ')}` : ''
  const hasSubsystem = fields.subsystemVendor !== 0
  return [
    ['0', 'Device Capabilities', hex(fields.capabilities, 2), `${ADDRESS_TYPES[fields.addressType]}; ${pecWords}`],
    [
      '1',
      'Version/Revision',
      hex(fields.version, 2),
      `UDID version ${fields.udidVersion}, silicon revision ${fields.siliconRevision}`,
    ],
    ['2-3', 'Vendor ID', hex(fields.vendor, 4), vendorWords(names.vendorName(fields.vendor))],
    [
      '4-5',
      'Device ID',
      hex(fields.device, 4),
      `the vendor's choice${pciDevice === undefined ? '' : `; as a PCI device: ${pciDevice}`}`,
    ],
    ['6-7', 'Interface', hex(fields.interface, 4), `SMBus ${fields.smbusVersion}${flags}`],
    [
      '8-9',
      'Subsystem Vendor ID',
      hex(fields.subsystemVendor, 4),
      hasSubsystem ? vendorWords(names.vendorName(fields.subsystemVendor)) : 'none',
    ],
    [
      '10-11',
      'Subsystem Device ID',
      hex(fields.subsystemDevice, 4),
      hasSubsystem ? "the board builder's choice" : 'none',
    ],
    ['12-15', 'Vendor-specific ID', hex(fields.vendorSpecificId, 8), 'tells units of a kind apart'],
  ]
}

/** Both bodies give out numbers, and the list has those of one. */
function vendorWords(name: string | undefined): string {
  return name === undefined ? 'a PCI-SIG or SBS-IF number' : `${name}, if this is a PCI-SIG and no SBS-IF number`
}

function hex(value: number, digits: number): string {
  return `0x${value.toString(16).padStart(digits, '0')}`
}
