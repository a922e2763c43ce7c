import type { NameSource } from '#shared/identify/name-source.ts'

/** Names by ID; an `x` and four lower-case hex digits. */
type Names<T> = Readonly<Record<string, T | undefined>>

/** Names of PCI devices: what a vendor calls a number when it stands in a PCI configuration space. */
export interface PciDeviceNames {
  readonly deviceName: (vendor: number, device: number) => string | undefined
}

/** The PCI vendor names that come with the program, read at the first call. */
export async function loadPciVendorNames(): Promise<NameSource> {
  const { default: list } = await import('./names/pci-vendors.json', { with: { type: 'json' } })
  const names: Names<string> = list.names
  return { vendorName: (vendor) => names[key(vendor)] }
}

/**
 * The PCI device names that come with the program: ten times the size of the vendors', and no part of a Run. The device
 * ID of a UDID is the vendor's to choose and need not be one of these.
 */
export async function loadPciDeviceNames(): Promise<PciDeviceNames> {
  const { default: list } = await import('./names/pci-devices.json', { with: { type: 'json' } })
  const names: Names<Names<string>> = list.names
  return { deviceName: (vendor, device) => names[key(vendor)]?.[key(device)] }
}

function key(id: number): string {
  return `x${id.toString(16).padStart(4, '0')}`
}
