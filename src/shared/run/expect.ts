import type { Check } from './check.ts'
import type { Expectation } from './expectation.ts'
import { absentChecks } from './expect-absent.ts'
import { pairDevices, type ExpectedPair } from './expect-devices.ts'
import { healthChecks } from './expect-health.ts'
import type { Run, RunDevice } from './run.ts'

/**
 * Holds a Run against an expectation, one check for each expected device and for each thing that holds for any bus.
 * A device that is missing, one that changed and one nobody listed are told apart.
 */
export function expectationChecks(run: Run, expectation: Expectation): Check[] {
  const { pairs, unlisted } = pairDevices(expectation.devices, run.devices)
  return [
    ...pairs.map(deviceCheck),
    unlistedCheck(unlisted, expectation),
    ...countChecks(run, expectation),
    ...healthChecks(run),
    ...absentChecks(run, expectation),
  ]
}

function deviceCheck({ expected, device, differences }: ExpectedPair): Check {
  const name = `device ${expected.name}`
  if (!device) return missingCheck(name, expected)
  const evidence = device.evidence
  if (differences.length === 0) return { name, outcome: 'pass', message: described(device), differences, evidence }
  const fields = differences.map(({ field, expected, found }) => `${field} expected ${expected}, found ${found}`)
  const message = `changed: ${fields.join('; ')} (${described(device)})`
  return { name, outcome: 'fail', message, differences, evidence }
}

function missingCheck(name: string, { udid_mask: mask, required }: ExpectedPair['expected']): Check {
  if (!required) {
    return { name, outcome: 'skip', message: `not there, and not required: ${mask}`, differences: [], evidence: [] }
  }
  const differences = [{ field: 'udid', expected: mask, found: 'no such device' }]
  return { name, outcome: 'fail', message: `missing: no device matches ${mask}`, differences, evidence: [] }
}

/** Devices beyond the listed ones are expected only as far as the count has room for them. */
function unlistedCheck(unlisted: readonly RunDevice[], { count, devices }: Expectation): Check {
  const name = 'no unlisted devices'
  const evidence = unlisted.flatMap((device) => device.evidence)
  if (unlisted.length === 0) {
    return { name, outcome: 'pass', message: 'every device is listed', differences: [], evidence }
  }
  const listed = unlisted.map(described).join(', ')
  const room = count ? (count.max ?? Infinity) - devices.length : 0
  if (unlisted.length <= room) {
    return { name, outcome: 'pass', message: `the count has room for ${listed}`, differences: [], evidence }
  }
  const differences = unlisted.map((device) => ({
    field: 'devices',
    expected: 'no such device',
    found: described(device),
  }))
  return { name, outcome: 'fail', message: `extra: ${listed}`, differences, evidence }
}

function countChecks({ devices }: Run, { count }: Expectation): Check[] {
  if (!count) return []
  const { min = 0, max = Infinity } = count
  const found = String(devices.length)
  const expected = min === max ? String(min) : max === Infinity ? `at least ${min}` : `${min} to ${max}`
  const isMet = devices.length >= min && devices.length <= max
  return [
    {
      name: 'count',
      outcome: isMet ? 'pass' : 'fail',
      message: `expected ${expected}, found ${found}`,
      differences: isMet ? [] : [{ field: 'count', expected, found }],
      evidence: devices.flatMap(({ evidence }) => evidence),
    },
  ]
}

function described({ udid, address }: RunDevice): string {
  return `${udid} ${address === null ? 'without an address' : `at ${address}`}`
}
