import type { Check } from './check.ts'
import { differenceText } from './difference.ts'
import { absentChecks } from './expect-absent.ts'
import { pairDevices, type ExpectedPair } from './expect-devices.ts'
import type { Expectation } from './expectation.ts'
import type { Run, RunDevice } from './run.ts'

type Verdict = Omit<Check, 'subject' | 'name'>

/**
 * Holds a Run against an expectation: one check for each expected device, for devices beyond those, their number, and
 * each address nobody is to be at. A device that is missing, one that changed and one nobody listed are told apart.
 */
export function expectationChecks(run: Run, expectation: Expectation): Check[] {
  const { pairs, unlisted } = pairDevices(expectation.devices, run.devices)
  const { count } = expectation
  return [
    ...pairs.map((pair) => check(`${pair.expected.name} is as expected`, pairVerdict(pair))),
    check('no device is unlisted', unlistedVerdict(unlisted, expectation)),
    ...(count ? [check('as many devices as expected', countVerdict(run, count))] : []),
    ...absentChecks(run, expectation),
  ]
}

function check(name: string, verdict: Verdict): Check {
  return { subject: 'expectation', name, ...verdict }
}

function pairVerdict({ expected, device, differences }: ExpectedPair): Verdict {
  if (!device) return missingVerdict(expected)
  const { evidence } = device
  if (differences.length === 0) return { outcome: 'passed', message: '', details: [described(device)], evidence }
  const details = [described(device), ...differences.map(differenceText)]
  return { outcome: 'failed', message: `changed: ${differences.map(differenceText).join('; ')}`, details, evidence }
}

function missingVerdict({ udid_mask: mask, address, required }: ExpectedPair['expected']): Verdict {
  const message = `${required ? 'missing' : 'not there, and not required'}: no device matches ${mask}`
  const details = address ? [`address: expected ${address.join(', ')}`] : []
  return { outcome: required ? 'failed' : 'skipped', message, details, evidence: [] }
}

/** Devices beyond the listed ones are expected only as far as the count has room for them. */
function unlistedVerdict(unlisted: readonly RunDevice[], { count, devices }: Expectation): Verdict {
  const evidence = unlisted.flatMap((device) => device.evidence)
  const room = count ? (count.max ?? Infinity) - devices.length : 0
  const details = unlisted.map(described)
  if (unlisted.length > 0 && unlisted.length > room) {
    return { outcome: 'failed', message: `extra: ${details.join(', ')}`, details, evidence }
  }
  return {
    outcome: 'passed',
    message: '',
    details: details.map((device) => `the count has room for ${device}`),
    evidence,
  }
}

function countVerdict({ devices }: Run, { min = 0, max = Infinity }: NonNullable<Expectation['count']>): Verdict {
  const evidence = devices.flatMap((device) => device.evidence)
  const isMet = devices.length >= min && devices.length <= max
  if (isMet) return { outcome: 'passed', message: '', details: [`${devices.length} found`], evidence }
  const expected = min === max ? String(min) : max === Infinity ? `at least ${min}` : `${min} to ${max}`
  return { outcome: 'failed', message: `expected ${expected}, found ${devices.length}`, details: [], evidence }
}

function described({ udid, address }: RunDevice): string {
  return `${udid} ${address === null ? 'without an address' : `at ${address}`}`
}
