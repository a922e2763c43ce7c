import type { Run, RunDevice } from '#shared/run/run.ts'
import { type Cell, columnsWidth, formatColumns, formatSections } from './columns.ts'
import { findingLines } from './findings.ts'
import { hintLines } from './hints.ts'
import { statisticsLine } from './statistics-line.ts'
import { verdictSentence } from '#shared/report/verdict.ts'
import type { Colours, View } from './view.ts'

const HEADER = ['Address', '8-bit', 'Type', 'UDID', 'Vendor:device', 'Got its address', 'Status'] as const
const UDID_COLUMN = HEADER.indexOf('UDID')

/** A Run for people: the verdict in a sentence, the devices, what was noticed, what it took. */
export function renderRunTable(run: Run, view: View): string {
  const { colours } = view
  const verdict = dressVerdict(run, colours)
  const devices = run.devices.length === 0 ? [] : deviceLines(run.devices, view)
  return formatSections([
    [verdict],
    devices,
    findingLines(run, view),
    hintLines(run),
    [colours.dim(statisticsLine(run))],
  ])
}

/** A UDID in its fields: capabilities and version, vendor, device, interface, both subsystem IDs, vendor-specific ID. */
export function groupUdid(udid: string): string {
  return `${udid.slice(0, 24).replaceAll(/(.{4})/g, '$1 ')}${udid.slice(24)}`
}

function dressVerdict(run: Run, colours: Colours): string {
  const colour = { pass: colours.green, warn: colours.yellow, fail: colours.red }[
    run.complete ? run.summary.verdict : 'fail'
  ]
  return colours.bold(colour(verdictSentence(run)))
}

function deviceLines(devices: readonly RunDevice[], { colours, columns }: View): string[] {
  const rows = devices.map((device) => deviceRow(device, colours))
  if (columns === undefined || columnsWidth(HEADER, rows) <= columns) return formatColumns(HEADER, rows)
  // Too narrow for one line a device: the UDID goes below, on a line of its own.
  const [head = '', ...lines] = formatColumns(
    HEADER.filter((_, column) => column !== UDID_COLUMN),
    rows.map((row) => row.filter((_, column) => column !== UDID_COLUMN)),
  )
  return [head, ...lines.flatMap((line, i) => [line, `         ${groupUdid(devices[i]?.udid ?? '')}`])]
}

function deviceRow(device: RunDevice, colours: Colours): Cell[] {
  return [
    { text: device.address ?? 'none', style: colours.bold },
    { text: device.address_8bit_write ?? '' },
    { text: device.address_type },
    { text: groupUdid(device.udid) },
    { text: `${device.vendor.slice(2)}:${device.device.slice(2)}` },
    { text: origin(device) },
    statusCell(device, colours),
  ]
}

/** How a device came by the address it has. */
function origin({ assigned_by: by, address, address_before: before }: RunDevice): string {
  switch (by) {
    case 'arpeggio':
      return before === null || before === address ? 'assigned' : `assigned, was ${before}`
    case 'kept':
      return 'kept'
    case 'device':
      return 'its own'
    case null:
      return address === null ? '' : 'its own'
  }
}

function statusCell({ status, confirmed }: RunDevice, { green, yellow, red }: Colours): Cell {
  switch (status) {
    case 'ok':
      return confirmed ? { text: 'confirmed', style: green } : { text: 'not confirmed', style: yellow }
    case 'kept_own_address':
      return { text: 'kept its own', style: yellow }
    case 'not_assigned':
      return { text: 'not assigned', style: yellow }
    case 'unconfirmed':
      return { text: 'not confirmed', style: red }
    case 'conflict':
    case 'failed':
      return { text: status, style: red }
  }
}
