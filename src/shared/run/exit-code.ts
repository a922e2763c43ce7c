import type { FindingCode } from '#shared/arp/findings.ts'
import type { Run, RunFinding } from './run.ts'
import { allFindings } from './summary.ts'

/** The exit codes a Run can end in: done, verdict `fail`, bus fault, adapter lost, interrupted. */
export type RunExitCode = 0 | 1 | 2 | 3 | 130

/** Errors that say nothing about the devices: the bus itself is at fault. */
const BUS_FAULTS: ReadonlySet<string> = new Set<FindingCode>([
  'acks-everything',
  'stuck-sda',
  'stuck-scl',
  'clock-timeout',
])

/** The exit code of the command that made this Run. */
export function exitCodeOf(run: Run): RunExitCode {
  const findings = allFindings(run)
  const mentions = (code: FindingCode): boolean => findings.some((finding) => finding.code === code)
  if (!run.complete && mentions('interrupted')) return 130
  if (!run.complete && mentions('adapter-lost')) return 3
  if (!run.complete || findings.some(isBusFault)) return 2
  return run.summary.verdict === 'fail' ? 1 : 0
}

function isBusFault({ code, severity }: RunFinding): boolean {
  return severity === 'error' && BUS_FAULTS.has(code)
}
