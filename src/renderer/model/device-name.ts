import type { RunDevice } from '#shared/run/run.ts'
import { bareHex } from './text.ts'

/** What people call a device: what it was recognised as, else its vendor, else its numbers. */
export function deviceName(device: RunDevice): string {
  const { vendor_name: vendorName, vendor, device: number } = device
  const known = recognisedAs(device)
  if (known !== undefined) return known
  if (vendorName !== null) return `${shortVendor(vendorName)} ${bareHex(number)}`
  return `${bareHex(vendor)}:${bareHex(number)}`
}

/** A name that fits into a cell of the map: the word of the name that tells most, the vendor, or the device's number. */
export function shortName(device: RunDevice): string {
  const words = recognisedAs(device)?.split(/\s+/) ?? []
  const word = words.find((candidate) => /\d/.test(candidate)) ?? words.at(-1)
  const vendor = device.vendor_name === null ? '' : shortVendor(device.vendor_name)
  return word?.slice(0, 5) ?? (vendor !== '' && vendor.length <= 6 ? vendor : bareHex(device.device))
}

/** What rules say a device is; undefined where they only say what it may speak. `…, by …` is how that is known. */
export function recognisedAs({ matches }: RunDevice): string | undefined {
  return matches.find((match) => !match.includes('indicated by'))?.split(', by ')[0]
}

/** `Intel` of `Intel Corporation`: the part people say. */
function shortVendor(name: string): string {
  return name.replace(
    /,? (Corporation|Corp\.?|Inc\.?|Ltd\.?|GmbH|AG|A\/S|Technologies|Technology|Semiconductor).*$/i,
    '',
  )
}
