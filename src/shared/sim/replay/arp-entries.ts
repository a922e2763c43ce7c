import { addressCandidates } from '#shared/arp/udid-reply.ts'
import { formatAddress } from '#shared/i2c/address.ts'
import type { FindingCode } from '#shared/arp/findings.ts'
import type { Run, RunDevice } from '#shared/run/run.ts'
import type { ScenarioInput } from '../scenario-schema.ts'
import type { ArpBehaviour } from '../targets/arp-behaviour.ts'
import { attribute, type Attribution } from './attribution.ts'
import type { Evidence, Question } from './evidence.ts'
import { deviceFaults } from './faults.ts'
import { attendance } from './presence.ts'

const HIGHEST_ADDRESS = 0x7f

/** One ARP device as a scenario file spells it. */
export type ArpEntry = Extract<NonNullable<ScenarioInput['devices']>[number], { kind: 'arp' }>

/** The ARP devices of a Run as they were before it, twins included, in the order of the Run. */
export function arpEntries({ devices }: Run, evidence: readonly Evidence[]): ArpEntry[] {
  const attribution = attribute(evidence, devices)
  const fillers = evidence.some((item) => item.kind === 'question' && item.asked === null && item.answer === 'filler')
  return devices.flatMap((device, i) => {
    const entry = arpEntry(device, attribution, evidence)
    // Who of the resolved ones can't refuse a byte does not show: one is enough to fill.
    const fills =
      fillers && i === 0 && entry.behaviour === undefined && !entry.faults?.some((fault) => fault.do === 'filler')
    return [fills ? { ...entry, behaviour: 'filler-when-resolved' as const } : entry, ...twins(device, entry, evidence)]
  })
}

function arpEntry(device: RunDevice, attribution: Attribution, evidence: readonly Evidence[]): ArpEntry {
  const behaviour = behaviourOf(device)
  const address = addressBefore(device, behaviour, evidence)
  const { resolved, joinsAfterMs, leavesAfterMs } = attendance(device, address !== null, evidence)
  const faults = deviceFaults(device, attribution, evidence)
  return {
    kind: 'arp',
    udid: device.udid,
    ...(address === null ? {} : { address: formatAddress(address) }),
    ...(resolved ? { address_resolved: true } : {}),
    // Without an address there is nothing that a directed command could reach.
    ...(behaviour === 'compliant' || (behaviour === 'fixed-not-discoverable' && address === null) ? {} : { behaviour }),
    ...(faults.length > 0 ? { faults } : {}),
    ...(joinsAfterMs > 0 ? { joins_after_ms: joinsAfterMs } : {}),
    ...(leavesAfterMs === null ? {} : { leaves_after_ms: leavesAfterMs }),
  }
}

function behaviourOf({ class: deviceClass, findings }: RunDevice): ArpBehaviour {
  const has = (code: FindingCode): boolean => findings.some((finding) => finding.code === code)
  if (deviceClass === 'fixed-not-discoverable') return 'fixed-not-discoverable'
  if (has('unshifted-address')) return 'unshifted-address'
  return has('bit0-zero') ? 'st-raw-address' : 'compliant'
}

/** What the device reported first: an enumeration that began again names what it had been given by then. */
function addressBefore(device: RunDevice, behaviour: ArpBehaviour, evidence: readonly Evidence[]): number | null {
  const listed = device.address_before === null ? null : Number(device.address_before)
  const first = sightings(device, evidence).at(0)
  if (!first) return listed
  if (behaviour === 'unshifted-address') return first.addressByte > HIGHEST_ADDRESS ? null : first.addressByte
  return addressCandidates(first.addressByte)[0] ?? null
}

/** Good replies of a device; where none was good, those that say its UDID all the same. */
function sightings({ udid }: RunDevice, evidence: readonly Evidence[]): Question[] {
  const own = evidence.filter((item): item is Question => item.kind === 'question' && item.udid === udid)
  const good = own.filter(({ answer }) => answer === 'udid')
  return good.length > 0 ? good : own
}

/** Other devices with the same UDID: seen at other addresses before any was given, or heard after one was. */
function twins(device: RunDevice, entry: ArpEntry, evidence: readonly Evidence[]): ArpEntry[] {
  const given = evidence.find((item) => item.kind === 'assignment' && item.udid === device.udid)?.seq ?? Infinity
  const held = sightings(device, evidence)
    .filter(({ seq }) => seq < given)
    .flatMap(({ asked }) => (asked === null ? [] : [formatAddress(asked)]))
  const elsewhere = [...new Set(held)].filter((address) => address !== entry.address)
  const twin: ArpEntry = { kind: 'arp', udid: device.udid }
  if (elsewhere.length > 0) return elsewhere.map((address) => ({ ...twin, address }))
  const isDoubled = device.findings.some(({ code, severity }) => code === 'duplicate-udid' && severity === 'error')
  // One of two that take every Assign together shows itself by missing one.
  return isDoubled ? [{ ...twin, faults: [{ on: 'assign', do: 'nack-at', index: 20, times: 1 }] }] : []
}
