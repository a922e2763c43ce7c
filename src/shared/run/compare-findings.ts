import type { MatchedDevices } from './compare-devices.ts'
import type { Comparison, ListedFinding } from './comparison.ts'
import type { Run, RunDevice, RunFinding } from './run.ts'

/** A finding, and the device it belongs to as both runs know it. */
interface Owned {
  readonly key: string
  readonly finding: ListedFinding
}

/**
 * The findings that came and went. A finding is the same when owner, code and severity are: its message names
 * transactions and times, which are others in every run.
 */
export function compareFindings(older: Run, newer: Run, devices: MatchedDevices): Comparison['findings'] {
  const [before, after] = [ownedFindings(older, namesOf(devices, 'old')), ownedFindings(newer, namesOf(devices, 'new'))]
  return { came: without(after, before), went: without(before, after) }
}

/** Names for the devices of one run; the two sides of a pair have the same. */
function namesOf({ both, left, appeared }: MatchedDevices, side: 'old' | 'new'): ReadonlyMap<RunDevice, string> {
  const alone = side === 'old' ? left : appeared
  return new Map([
    ...both.map((pair, i) => [pair[side], `both ${i}`] as const),
    ...alone.map((device, i) => [device, `${side} ${i}`] as const),
  ])
}

function ownedFindings(run: Run, names: ReadonlyMap<RunDevice, string>): Owned[] {
  return [
    ...run.findings.map((finding) => owned(finding, 'bus', null)),
    ...run.devices.flatMap((device) =>
      device.findings.map((finding) => owned(finding, names.get(device) ?? 'nobody', device.udid)),
    ),
  ]
}

function owned({ code, severity, message }: RunFinding, owner: string, udid: string | null): Owned {
  return { key: `${owner} ${code} ${severity}`, finding: { udid, code, severity, message } }
}

/** What of `these` is not among `those`, each counted as often as it is there. */
function without(these: readonly Owned[], those: readonly Owned[]): ListedFinding[] {
  const counts = new Map<string, number>()
  for (const { key } of those) counts.set(key, (counts.get(key) ?? 0) + 1)
  return these
    .filter(({ key }) => {
      const count = counts.get(key) ?? 0
      counts.set(key, count - 1)
      return count <= 0
    })
    .map(({ finding }) => finding)
}
