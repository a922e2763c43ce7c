/** Names for the numbers of a UDID. The lists are large and the host's; this code is given one, or none. */
export interface NameSource {
  /** The holder of a vendor ID; undefined where the list has none. */
  readonly vendorName: (vendor: number) => string | undefined
}

/** To be said wherever a vendor's name is shown. */
export const VENDOR_NAME_CAVEAT = 'Vendor IDs are PCI-SIG or SBS-IF numbers; names are those of the PCI ID list'
