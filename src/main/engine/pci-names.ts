import type { NameSource } from '#shared/identify/name-source.ts'

/** Names by ID; an `x` and four lower-case hex digits. */
type Names<T> = Readonly<Record<string, T | undefined>>

/** Names of PCI vendors and, besides, of PCI devices: what a number means in a PCI configuration space. */
export interface PciNames extends NameSource {
  readonly deviceName: (vendor: number, device: number) => string | undefined
}

/** The PCI vendor names that come with the program, read at the first call. */
export async function loadPciVendorNames(): Promise<NameSource> {
  const { default: list } = await import('./names/pci-vendors.json', { with: { type: 'json' } })
  const names: Names<string> = list.names
  return { vendorName: (vendor) => names[key(vendor)] }
}

/**
 * The same with the names of devices, a list ten times as large and no part of a Run: the device ID of a UDID is the
 * vendor's to choose and need not be that of a PCI device.
 */
export async function loadPciNames(): Promise<PciNames> {
  const [vendors, { default: list }] = await Promise.all([
    loadPciVendorNames(),
    import('./names/pci-devices.json', { with: { type: 'json' } }),
  ])
  const names: Names<Names<string>> = list.names
  return { ...vendors, deviceName: (vendor, device) => names[key(vendor)]?.[key(device)] }
}

function key(id: number): string {
  return `x${id.toString(16).padStart(4, '0')}`
}
