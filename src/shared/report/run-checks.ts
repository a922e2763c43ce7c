import type { FindingCode } from '#shared/arp/findings.ts'
import type { Check } from '#shared/run/check.ts'
import { healthChecks } from '#shared/run/expect-health.ts'
import type { Run, RunCheck, RunDevice } from '#shared/run/run.ts'
import { allFindings } from '#shared/run/summary.ts'

/**
 * What a Run is held against where nobody said what to expect: its health, its adapter, its errors, and each of its
 * devices. Where the verdict is `fail`, or the run was cut short, at least one check fails.
 */
export function runChecks(run: Run): Check[] {
  const checks = [...healthChecks(run), selfTestCheck(run), errorCheck(run), ...run.devices.map(deviceCheck)]
  return [...checks, ...(run.checks ?? []).map((check) => complianceCheck(check, run))]
}

function selfTestCheck(run: Run): Check {
  const name = 'adapter self-test'
  const code: FindingCode = 'acks-everything'
  const finding = allFindings(run).find((each) => each.code === code)
  if (finding) return plain(name, 'fail', finding.message, finding.evidence)
  const evidence = run.transactions.filter(({ step }) => step === 'self-test').map(({ seq }) => seq)
  if (evidence.length > 0) return plain(name, 'pass', 'addresses nobody may have stayed unacknowledged', evidence)
  return plain(name, 'skip', 'none in this run: it is made once an opening, before the first transaction', evidence)
}

function errorCheck(run: Run): Check {
  const errors = allFindings(run).filter(({ severity }) => severity === 'error')
  const differences = errors.map(({ code, message }) => ({
    field: 'findings',
    expected: `no ${code}`,
    found: message,
  }))
  const evidence = [...new Set(errors.flatMap((error) => error.evidence))].sort((one, other) => one - other)
  const message = errors.map((error) => error.message).join('; ') || 'no finding is an error'
  return { name: 'no errors', outcome: errors.length > 0 ? 'fail' : 'pass', message, differences, evidence }
}

/** Named by the UDID, which stays the same from run to run; two devices of one UDID are told apart by their number. */
function deviceCheck(
  { udid, index, address, status, confirmed, evidence }: RunDevice,
  _: number,
  all: readonly RunDevice[],
): Check {
  const isTwin = all.some((other) => other.udid === udid && other.index !== index)
  const name = `${udid}${isTwin ? ` (device ${index})` : ''} confirmed`
  const where = address === null ? 'without an address' : `at ${address}`
  const isFailure = status === 'conflict' || status === 'unconfirmed' || status === 'failed'
  if (confirmed && !isFailure) return plain(name, 'pass', `a directed Get UDID found it ${where}`, evidence)
  if (status === 'not_assigned') return plain(name, 'skip', `seen ${where}, and given none`, evidence)
  return plain(name, 'fail', `${status}, ${where}`, evidence)
}

/** Named as it is called on the command line, and where there are several devices by whose it is. */
function complianceCheck({ id, device, title, verdict, reason, clause, evidence }: RunCheck, { devices }: Run): Check {
  const udid = devices.find(({ index }) => index === device)?.udid
  const name = devices.length > 1 && udid !== undefined ? `${id} ${udid}` : id
  if (verdict === 'fail') return plain(name, 'fail', `${title}: ${reason} [${clause}]`, evidence)
  return plain(
    name,
    verdict === 'pass' ? 'pass' : 'skip',
    verdict === 'pass' ? reason : `${verdict}: ${reason}`,
    evidence,
  )
}

function plain(name: string, outcome: Check['outcome'], message: string, evidence: readonly number[]): Check {
  return { name, outcome, message, differences: [], evidence }
}
