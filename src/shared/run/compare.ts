import { matchDevices, type MatchedDevices, type SameDevice } from './compare-devices.ts'
import { compareFindings } from './compare-findings.ts'
import { compareOtherAddresses } from './compare-other-addresses.ts'
import {
  COMPARISON_SCHEMA_VERSION,
  type Change,
  type ComparedRun,
  type Comparison,
  type FieldChange,
  type ListedDevice,
} from './comparison.ts'
import type { Run, RunDevice } from './run.ts'

/**
 * What of a device is compared besides its address. The rest is numbering, evidence and the circumstances of a run
 * (who gave the address, what it was before), follows from the UDID, or comes from the name lists of the program.
 */
const COMPARED = [
  'capabilities',
  'version',
  'vendor',
  'device',
  'interface',
  'subsystem_vendor',
  'subsystem_device',
  'vendor_specific_id',
  'class',
  'confirmed',
  'status',
] as const satisfies readonly (keyof RunDevice)[]

/** What changed from the old run to the new. Nothing differs between a run and itself; swapping the runs swaps old and new. */
export function compareRuns(older: Run, newer: Run): Comparison {
  const devices = matchDevices(older.devices, newer.devices)
  const changes: Changes = {
    verdict: changeOf(older.summary.verdict, newer.summary.verdict),
    complete: changeOf(older.complete, newer.complete),
    ...deviceLists(devices),
    findings: compareFindings(older, newer, devices),
    other_addresses: compareOtherAddresses(older, newer),
  }
  return {
    schema_version: COMPARISON_SCHEMA_VERSION,
    old: identityOf(older),
    new: identityOf(newer),
    different: isAny(changes),
    ...changes,
  }
}

type Changes = Omit<Comparison, 'schema_version' | 'old' | 'new' | 'different'>

function isAny({ verdict, complete, findings, other_addresses: others, ...devices }: Changes): boolean {
  const lists = [...Object.values(devices), ...Object.values(findings), ...Object.values(others)]
  return verdict !== null || complete !== null || lists.some(({ length }) => length > 0)
}

/** The text of a comparison's document. */
export function renderComparisonJson(comparison: Comparison): string {
  return `${JSON.stringify(comparison, null, 2)}\n`
}

function deviceLists({ both, appeared, left }: MatchedDevices): Pick<Comparison, DeviceList> {
  return {
    appeared: appeared.map(listed),
    left: left.map(listed),
    moved: both
      .filter((pair) => pair.old.address !== pair.new.address)
      .map((pair) => ({ udid: pair.new.udid, old: pair.old.address, new: pair.new.address })),
    changed: both
      .map((pair) => ({ ...listed(pair.new), fields: fieldChanges(pair) }))
      .filter(({ fields }) => fields.length > 0),
  }
}

type DeviceList = 'appeared' | 'left' | 'moved' | 'changed'

/** A random-type device has another vendor-specific ID each time: that is no change of it. */
function fieldChanges(pair: SameDevice): FieldChange[] {
  const isRandom = pair.old.address_type === 'random' && pair.new.address_type === 'random'
  return COMPARED.filter((field) => pair.old[field] !== pair.new[field])
    .filter((field) => !(isRandom && field === 'vendor_specific_id'))
    .map((field) => ({ field, old: String(pair.old[field]), new: String(pair.new[field]) }))
}

function changeOf<T>(older: T, newer: T): Change<T> | null {
  return older === newer ? null : { old: older, new: newer }
}

function listed({ udid, address, vendor_name }: RunDevice): ListedDevice {
  return { udid, address, vendor_name }
}

function identityOf({ run_id, operation, started_utc }: Run): ComparedRun {
  return { run_id, operation, started_utc }
}
