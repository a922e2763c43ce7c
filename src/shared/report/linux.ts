import { decodeUdid } from '#shared/arp/udid.ts'
import { formatModalias } from '#shared/identify/modalias.ts'
import { runIdentity } from '#shared/run/device.ts'
import { printable } from '#shared/run/printable.ts'
import type { Run, RunDevice } from '#shared/run/run.ts'
import type { ReportFormat } from './report-format.ts'
import { counted } from './words.ts'

/** What somebody needs who goes on with these devices under Linux. */
export const linuxFormat: ReportFormat = {
  id: 'linux',
  title: 'Linux hand-off: modalias, sysfs names, new_device, device tree',
  extension: 'txt',
  mediaType: 'text/plain',
  render: renderLinux,
}

/**
 * The files the proposed series gives a client, besides `address`, and no released kernel has.
 * `version` is not among them: the series does not export it.
 */
const SYSFS_FILES = [
  'capabilities',
  'vendor',
  'device',
  'interface',
  'subsystem_vendor',
  'subsystem_device',
  'vendor_specific_id',
] as const

/** Text for an engineer, every line a comment but those that are meant to be copied. */
export function renderLinux(run: Run): string {
  const bus = /^i2c-dev:(\d{1,4})$/.exec(run.adapter.selector)?.[1] ?? 'N'
  const placed = run.devices.filter((device) => device.address !== null && !isContested(device))
  return [
    ...head(run, bus),
    ...run.devices.flatMap((device) => deviceSection(device, bus)),
    ...(placed.length > 0 ? deviceTree(placed) : []),
    '',
  ].join('\n')
}

function head({ run_id, started_utc, tool, adapter, devices }: Run, bus: string): string[] {
  return [
    `# SMBus ARP devices for Linux: ${counted(devices.length, 'device')} of run ${run_id}, ${started_utc}`,
    `# By ${printable(`${tool.name} ${tool.version}`)} through ${printable(adapter.selector)}`,
    '#',
    '# Proposed: the modalias and the sysfs files below are those of a patch series for SMBus ARP (v2, January 2026).',
    '# No released kernel has them; they may still change.',
    '#',
    '# new_device takes a driver name and an address, and nothing else. It carries neither the UDID nor the PEC flag: a driver',
    '# bound that way talks without PEC unless it asks for PEC itself, even to a device that supports it.',
    ...(bus === 'N' ? ['# N is the number of the bus under Linux ("i2cdetect -l" lists them).'] : []),
    '# DRIVER is the name of an i2c_device_id of the driver; which one fits a UDID, no table says yet.',
    '# A volatile or random address is lost with power and by Reset Device: run ARP first, then bind.',
  ]
}

function deviceSection(device: RunDevice, bus: string): string[] {
  const fields = decodeUdid(device.udid)
  // Told from the UDID alone: what a document says beside it is text that anybody may have changed.
  const identity = runIdentity(fields)
  const { address, index, confirmed, status } = device
  const where = address === null ? 'without an address' : `at ${address}`
  return [
    '',
    `# Device ${index}, ${where}: UDID ${device.udid}, address ${identity.address_type}, ${status}, ${confirmed ? 'confirmed' : 'not confirmed'}`,
    '# modalias (proposed)',
    formatModalias(fields),
    `# sysfs (proposed), in /sys/bus/i2c/devices/${bus}-${address === null ? '00..' : `00${address.slice(2)}`}; client name ${bus}:arp-${index}`,
    ...(address === null ? [] : [`address ${address}`]),
    ...SYSFS_FILES.map((file) => `${file} ${identity[file]}`),
    ...newDevice(device, { bus, pec: identity.pec_supported }),
  ]
}

function newDevice(device: RunDevice, { bus, pec }: { readonly bus: string; readonly pec: boolean }): string[] {
  const { address, status, index } = device
  if (address === null) return ['# No new_device line: it has no address']
  const mark = isContested(device) ? '# ' : ''
  return [
    `# by hand, as root; ${pec ? 'this device supports PEC, which the line cannot say' : 'this device does not claim PEC'}`,
    ...(mark === '' ? [] : [`# not as it stands: device ${index} ended as ${status}`]),
    `${mark}echo DRIVER ${address} > /sys/bus/i2c/devices/i2c-${bus}/new_device`,
  ]
}

/** Who holds the address, or whether anybody does, is not settled. */
function isContested({ status }: RunDevice): boolean {
  return status === 'conflict' || status === 'failed' || status === 'unconfirmed'
}

function deviceTree(devices: readonly RunDevice[]): string[] {
  return [
    '',
    '# Device tree. A dynamic address is no stable key: "reg" holds only as long as ARP gives each device the same address',
    '# again, and the kernel cannot tell by it that another device has taken its place. How an ARP device is to be',
    '# matched to a node was an open question of the series. Fixed addresses are safe; for the others take this as a start.',
    '&i2cN {',
    ...devices.flatMap(treeNode),
    '};',
  ]
}

function treeNode({ address, udid, index }: RunDevice): string[] {
  const unit = address?.slice(2) ?? ''
  const { addressType } = decodeUdid(udid)
  return [
    `\tarp-device-${index}@${unit} {`,
    '\t\tcompatible = "VENDOR,DEVICE";',
    `\t\treg = <0x${unit}>; /* UDID ${udid}, address ${addressType} */`,
    '\t};',
  ]
}
