import type { DeviceState } from '#shared/arp/events.ts'
import { decodeUdid, type UdidFields } from '#shared/arp/udid.ts'
import { formatAddress } from '#shared/i2c/address.ts'
import { formatByte } from '#shared/i2c/hex.ts'
import { UNIDENTIFIED, type Identify } from '#shared/identify/identify.ts'
import { formatModalias } from '#shared/identify/modalias.ts'
import type { RunDevice, RunFinding } from './run.ts'

/** A device as the Run lists it: what ARP came to, its UDID taken apart, who it is, and what was noticed about it. */
export function runDevice(
  state: DeviceState,
  findings: readonly RunFinding[],
  identify: Identify = UNIDENTIFIED,
): RunDevice {
  const { address, addressBefore } = state
  const fields = decodeUdid(state.udid)
  const { vendor_name: vendorName, matches } = identify(fields)
  return {
    index: state.device,
    address: address === null ? null : formatAddress(address),
    address_8bit_write: address === null ? null : formatByte(address << 1),
    address_before: addressBefore === null ? null : formatAddress(addressBefore),
    assigned_by: state.assignedBy,
    ...runIdentity(fields, vendorName),
    class: state.deviceClass,
    matches,
    confirmed: state.confirmed,
    status: state.status,
    findings,
    evidence: state.evidence,
  }
}

/** The part of a device that its UDID alone tells, in the order of the document, with the vendor's name if it is known. */
export function runIdentity(fields: UdidFields, vendorName: string | null = null): Pick<RunDevice, IdentityKey> {
  return {
    udid: fields.udid,
    capabilities: formatByte(fields.capabilities),
    address_type: fields.addressType,
    pec_supported: fields.pecSupported,
    version: formatByte(fields.version),
    udid_version: fields.udidVersion,
    silicon_revision: fields.siliconRevision,
    vendor: hex(fields.vendor, 4),
    vendor_name: vendorName,
    device: hex(fields.device, 4),
    interface: hex(fields.interface, 4),
    smbus_version: fields.smbusVersion,
    interface_flags: [...fields.interfaceFlags].sort(),
    subsystem_vendor: hex(fields.subsystemVendor, 4),
    subsystem_device: hex(fields.subsystemDevice, 4),
    vendor_specific_id: hex(fields.vendorSpecificId, 8),
    modalias: formatModalias(fields),
  }
}

type IdentityKey = Exclude<
  keyof RunDevice,
  | 'index'
  | 'address'
  | 'address_8bit_write'
  | 'address_before'
  | 'assigned_by'
  | 'class'
  | 'matches'
  | 'confirmed'
  | 'status'
  | 'findings'
  | 'evidence'
>

function hex(value: number, digits: number): string {
  return `0x${value.toString(16).padStart(digits, '0')}`
}
