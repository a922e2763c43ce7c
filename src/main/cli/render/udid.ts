import { decodeUdid, hasUnitNumber, lintUdid, type AddressType, type Udid, type UdidFields } from '#shared/arp/udid.ts'
import { formatModalias } from '#shared/identify/modalias.ts'
import { runIdentity } from '#shared/run/device.ts'
import type { Output } from '../host.ts'
import { formatColumns, type Cell } from './columns.ts'
import { renderDocument } from './document.ts'
import { groupUdid } from './run-table.ts'
import { viewOf, type View } from './view.ts'

/** A UDID's fields for programs, named as in a Run, with what is odd about it. */
export function renderUdidJson(udid: Udid): string {
  const fields = decodeUdid(udid)
  return renderDocument({ ...runIdentity(fields), oddities: odditiesOf(fields) })
}

/** A UDID for people: bytes, fields, meanings, oddities. */
export function renderUdidTable(udid: Udid, output: Output): string {
  return `${udidLines(udid, viewOf(output)).join('\n')}\n`
}

/** The lines of {@link renderUdidTable}. */
export function udidLines(udid: Udid, { colours }: View): string[] {
  const fields = decodeUdid(udid)
  const oddities = odditiesOf(fields)
  const rows = fieldRows(fields).map(([bytes, name, value, meaning]): Cell[] => [
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

function fieldRows(fields: UdidFields): Row[] {
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
    ['2-3', 'Vendor ID', hex(fields.vendor, 4), 'from PCI-SIG or SMIF'],
    ['4-5', 'Device ID', hex(fields.device, 4), "the vendor's choice"],
    ['6-7', 'Interface', hex(fields.interface, 4), `SMBus ${fields.smbusVersion}${flags}`],
    ['8-9', 'Subsystem Vendor ID', hex(fields.subsystemVendor, 4), hasSubsystem ? 'who built the board' : 'none'],
    [
      '10-11',
      'Subsystem Device ID',
      hex(fields.subsystemDevice, 4),
      hasSubsystem ? "the board builder's choice" : 'none',
    ],
    ['12-15', 'Vendor-specific ID', hex(fields.vendorSpecificId, 8), 'tells units of a kind apart'],
  ]
}

function hex(value: number, digits: number): string {
  return `0x${value.toString(16).padStart(digits, '0')}`
}
