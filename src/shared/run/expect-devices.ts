import { parseAddressList } from '#shared/i2c/address.ts'
import { assignColumns } from './assignment.ts'
import type { Difference } from './check.ts'
import type { ExpectedDevice } from './expectation.ts'
import type { RunDevice } from './run.ts'
import { compareWithMask } from './udid-mask.ts'

/** An expected device and the one taken for it; undefined where none is. */
export interface ExpectedPair {
  readonly expected: ExpectedDevice
  readonly device: RunDevice | undefined
  /** Where the device is not as expected; empty without a device. */
  readonly differences: readonly Difference[]
}

/** Who was expected and who came. */
export interface Pairing {
  /** In the order of the expectation. */
  readonly pairs: readonly ExpectedPair[]
  /** Devices nobody expected, in the order of the Run. */
  readonly unlisted: readonly RunDevice[]
}

interface Candidate {
  readonly device: RunDevice
  readonly differences: readonly Difference[]
  readonly cost: number
}

/*
 * What an assignment avoids, worst first; each weighs more than all of the next together can, with 256 devices
 * of ten fields each.
 */
const REQUIRED_NOT_AS_EXPECTED = 1e10
const OPTIONAL_NOT_AS_EXPECTED = 1e7
const NOBODY = 1e4
/** Who a device is weighs more than where it is. */
const UDID_FIELD = 3
const OTHER_FIELD = 1

/**
 * Gives each expected device at most one found device, so that as many as possible are as expected and, among the
 * others, as few fields as possible differ. The order in which devices were found has no say.
 */
export function pairDevices(expected: readonly ExpectedDevice[], found: readonly RunDevice[]): Pairing {
  const devices = [...found].sort(byUdidThenAddress)
  const candidates = expected.map((entry) => devices.map((device) => candidate(entry, device)))
  const costs = expected.map((entry, row) => [
    ...(candidates[row]?.map((known) => known?.cost ?? 2 * costOfNobody(entry)) ?? []),
    ...expected.map(() => costOfNobody(entry)),
  ])
  const columns = assignColumns(costs)
  const pairs = expected.map((entry, row): ExpectedPair => {
    const chosen = candidates[row]?.[columns[row] ?? -1]
    return { expected: entry, device: chosen?.device, differences: chosen?.differences ?? [] }
  })
  const taken = new Set(pairs.map(({ device }) => device))
  return { pairs, unlisted: found.filter((device) => !taken.has(device)) }
}

/** The device as a candidate for `expected`; undefined where it is plainly another. */
function candidate(expected: ExpectedDevice, device: RunDevice): Candidate | undefined {
  const mask = compareWithMask(expected.udid_mask, device.udid)
  const others = otherDifferences(expected, device)
  const differences = [...mask.differences, ...others]
  if (differences.length === 0) return { device, differences, cost: 0 }
  const isSameKind = mask.agreeing.includes('vendor') && !mask.differences.some(({ field }) => field === 'device')
  const isSlip = differences.length === 1 && mask.agreeing.length > 1
  if (mask.differences.length > 0 && !isSameKind && !isSlip) return undefined
  const fields = UDID_FIELD * mask.differences.length + OTHER_FIELD * others.length
  return { device, differences, cost: costOfFault(expected) + fields }
}

function otherDifferences({ address, pec_supported: pec }: ExpectedDevice, device: RunDevice): Difference[] {
  const differences: Difference[] = []
  if (address && (device.address === null || !parseAddressList(address.join()).includes(Number(device.address)))) {
    differences.push({ field: 'address', expected: address.join(', '), found: device.address ?? 'none' })
  }
  if (pec !== undefined && pec !== device.pec_supported) {
    differences.push({ field: 'pec_supported', expected: String(pec), found: String(device.pec_supported) })
  }
  return differences
}

function costOfFault({ required }: ExpectedDevice): number {
  return required ? REQUIRED_NOT_AS_EXPECTED : OPTIONAL_NOT_AS_EXPECTED
}

function costOfNobody(expected: ExpectedDevice): number {
  return costOfFault(expected) + NOBODY
}

function byUdidThenAddress(one: RunDevice, other: RunDevice): number {
  const [a, b] = [one, other].map(({ udid, address }) => `${udid} ${address ?? ''}`) as [string, string]
  return a < b ? -1 : a > b ? 1 : 0
}
