import type { UdidFields } from '#shared/arp/udid.ts'

type MatchedField = 'vendor' | 'device' | 'interface' | 'subsystemVendor' | 'subsystemDevice' | 'vendorSpecificId'

/**
 * The modalias proposed for Linux, by which a driver would find its SMBus ARP device:
 * `smbus:v%04xd%04xi%04xsv%04xsd%04xvsi%08x`. Say "proposed" wherever it is shown: no released kernel has it.
 */
export function formatModalias(fields: Pick<UdidFields, MatchedField>): string {
  const { vendor, device, interface: interfaceWord, subsystemVendor, subsystemDevice, vendorSpecificId } = fields
  const ids = `v${hex(vendor, 4)}d${hex(device, 4)}i${hex(interfaceWord, 4)}`
  const subsystem = `sv${hex(subsystemVendor, 4)}sd${hex(subsystemDevice, 4)}`
  return `smbus:${ids}${subsystem}vsi${hex(vendorSpecificId, 8)}`
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0')
}
