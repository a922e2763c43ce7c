import type { DeviceStatus } from '#shared/arp/events.ts'
import type { Run, RunCheck, RunDevice, RunFinding } from './run.ts'

/** How a device must not end for a run to pass. */
const FAILURES: ReadonlySet<DeviceStatus> = new Set(['conflict', 'unconfirmed', 'failed'])

/** The counts and the verdict: `fail` by any error, any device whose ARP failed or any check, `warn` by any warning. */
export function summarise(
  devices: readonly RunDevice[],
  findings: readonly RunFinding[],
  checks: readonly RunCheck[] = [],
): Run['summary'] {
  const counts = { info: 0, warning: 0, error: 0 }
  for (const { severity } of allFindings({ devices, findings })) counts[severity]++
  const hasFailed =
    devices.some(({ status }) => FAILURES.has(status)) || checks.some(({ verdict }) => verdict === 'fail')
  const isFailure = counts.error > 0 || hasFailed
  return {
    verdict: isFailure ? 'fail' : counts.warning > 0 ? 'warn' : 'pass',
    devices: devices.length,
    confirmed: devices.filter(({ confirmed }) => confirmed).length,
    findings: counts,
  }
}

/** Every finding of a run: of the bus and the adapter, then of each device. */
export function allFindings(run: Pick<Run, 'devices' | 'findings'>): RunFinding[] {
  return [...run.findings, ...run.devices.flatMap(({ findings }) => findings)]
}
