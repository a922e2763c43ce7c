import { decodeUdid, hasUnitNumber } from '#shared/arp/udid.ts'
import type { RunDevice } from '#shared/run/run.ts'
import { markup, type Markup } from './markup.ts'

interface BarField {
  readonly name: string
  /** In bytes. */
  readonly length: number
}

const BAR: readonly BarField[] = [
  { name: 'capabilities', length: 1 },
  { name: 'version', length: 1 },
  { name: 'vendor', length: 2 },
  { name: 'device', length: 2 },
  { name: 'interface', length: 2 },
  { name: 'subsys vendor', length: 2 },
  { name: 'subsys device', length: 2 },
  { name: 'vendor-specific id', length: 4 },
]

/** The UDID in the order of the wire, as a bar of its fields. */
export function udidBar(udid: string): Markup {
  let at = 0
  const fields = BAR.map(({ name, length }) => {
    const bytes = udid.slice(2 * at, 2 * (at + length)).match(/../g) ?? []
    at += length
    const isZero = bytes.every((byte) => byte === '00')
    return markup`<div class="bytes-${length}${isZero ? ' zero' : ''}">
      <b>${bytes.join(' ')}</b><small>${name}</small>
    </div>`
  })
  return markup`<div class="udid-bar" role="group" aria-label="UDID">${fields}</div>`
}

/** Each field, its value and what it means. */
export function udidTable(device: RunDevice): Markup {
  const rows = udidRows(device).map(
    ([name, value, meaning]) =>
      markup`<tr>
        <th scope="row">${name}</th>
        <td class="num">${value}</td>
        <td>${meaning}</td>
      </tr>`,
  )
  return markup`<table class="fields">
    <thead class="spoken">
      <tr>
        <th scope="col">Field</th>
        <th scope="col">Value</th>
        <th scope="col">Meaning</th>
      </tr>
    </thead>
    <tbody>
      ${rows}
    </tbody>
  </table>`
}

/** Told from the UDID itself; only the vendor's name is not in it. */
function udidRows({ udid, vendor_name: vendorName }: RunDevice): [string, string, string][] {
  const fields = decodeUdid(udid)
  const flags = fields.interfaceFlags.map((flag) => flag.toUpperCase()).join(', ')
  const hasSubsystem = fields.subsystemVendor !== 0
  return [
    [
      'Capabilities',
      hex(fields.capabilities, 2),
      `${fields.addressType}, PEC ${fields.pecSupported ? '' : 'not '}supported`,
    ],
    [
      'Version',
      hex(fields.version, 2),
      `UDID version ${fields.udidVersion}, silicon revision ${fields.siliconRevision}`,
    ],
    ['Vendor', hex(fields.vendor, 4), vendorName ?? 'a PCI-SIG or SBS-IF number'],
    ['Device', hex(fields.device, 4), "the vendor's number"],
    ['Interface', hex(fields.interface, 4), `SMBus ${fields.smbusVersion}${flags === '' ? '' : `, ${flags}`}`],
    [
      'Subsystem',
      `${hex(fields.subsystemVendor, 4)}:${hex(fields.subsystemDevice, 4)}`,
      hasSubsystem ? 'vendor and device of the board' : 'none given',
    ],
    [
      'Specific ID',
      hex(fields.vendorSpecificId, 8),
      hasUnitNumber(fields) ? 'tells units of one kind apart' : 'not programmed',
    ],
  ]
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0')
}
