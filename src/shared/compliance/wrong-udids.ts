import { formatUdid, udidBytes, type Udid } from '#shared/arp/udid.ts'
import type { DeviceUnderTest } from './device-under-test.ts'

/** The UDID of the device with one byte changed, for each byte; those that are another device's are left out. */
export function wrongUdids(dut: DeviceUnderTest): { readonly udid: Udid; readonly index: number }[] {
  const known = new Set(dut.parts.others.map(({ udid }) => udid))
  return Array.from(udidBytes(dut.udid), (byte, index) => {
    const bytes = udidBytes(dut.udid)
    bytes[index] = byte ^ 0x01
    return { udid: formatUdid(bytes), index }
  }).filter(({ udid }) => !known.has(udid))
}
