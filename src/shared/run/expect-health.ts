import type { Check, Difference } from './check.ts'
import type { Run } from './run.ts'
import { hasWrongPec } from './statistics.ts'
import { allFindings } from './summary.ts'

/** What any run has to be, whoever is on its bus. */
export function healthChecks(run: Run): Check[] {
  return [completeCheck(run), uniqueCheck(run), confirmedCheck(run), pecCheck(run), idleCheck(run)]
}

/** The findings that tell of a wrong PEC in a write, which only the target knows, or in a reply. */
const PEC_FINDINGS: ReadonlySet<string> = new Set(['nack-pec', 'pec-mismatch', 'pec-without-address'])

function completeCheck({ complete, findings }: Run): Check {
  const name = 'complete'
  if (complete) return verdict(name, 'the run went to its end', [], [])
  const differences = [{ field: 'complete', expected: 'true', found: 'false' }]
  const evidence = findings.filter(({ severity }) => severity === 'error').flatMap((finding) => finding.evidence)
  return { name, outcome: 'fail', message: 'the run was cut short', differences, evidence }
}

function uniqueCheck(run: Run): Check {
  const found = allFindings(run).filter(({ code, severity }) => code === 'duplicate-udid' && severity === 'error')
  const udids = run.devices.map(({ udid }) => udid)
  const repeated = new Set(udids.filter((udid, i) => udids.indexOf(udid) !== i))
  const differences = [
    ...[...repeated].map((udid) => ({ field: 'udid', expected: 'one device', found: `several with ${udid}` })),
    ...(repeated.size > 0
      ? []
      : found.map(({ message }) => ({ field: 'udid', expected: 'one device', found: message }))),
  ]
  const evidence = [
    ...found.flatMap((finding) => finding.evidence),
    ...run.devices.filter(({ udid }) => repeated.has(udid)).flatMap((device) => device.evidence),
  ]
  return verdict('unique UDIDs', 'no UDID was met twice', differences, evidence)
}

function confirmedCheck({ devices }: Run): Check {
  const unconfirmed = devices.filter(({ confirmed }) => !confirmed)
  const differences = unconfirmed.map(({ udid, status }) => ({
    field: 'confirmed',
    expected: 'true',
    found: `false, ${status}, for ${udid}`,
  }))
  const message = devices.length === 0 ? 'there is no device' : 'a directed Get UDID confirmed every device'
  return verdict(
    'all confirmed',
    message,
    differences,
    unconfirmed.flatMap(({ evidence }) => evidence),
  )
}

function pecCheck(run: Run): Check {
  const findings = allFindings(run).filter(({ code }) => PEC_FINDINGS.has(code))
  const wrong = run.transactions.filter(hasWrongPec)
  const count = run.statistics.pec_errors
  const differences =
    count > 0
      ? [{ field: 'pec_errors', expected: '0', found: String(count) }]
      : findings.map(({ code, message }) => ({ field: 'findings', expected: `no ${code}`, found: message }))
  const evidence = [...wrong.map(({ seq }) => seq), ...findings.flatMap((finding) => finding.evidence)]
  return verdict('PEC clean', 'every PEC was right', differences, evidence)
}

function idleCheck({ bus: { lines_after: lines } }: Run): Check {
  const differences = (['scl', 'sda'] as const).flatMap((line): Difference[] =>
    lines[line] === 'low' ? [{ field: `lines_after.${line}`, expected: 'high', found: 'low' }] : [],
  )
  const name = 'bus idle after'
  if (differences.length > 0 || (lines.scl === 'high' && lines.sda === 'high')) {
    return verdict(name, 'both lines are high', differences, [])
  }
  const message = 'could not be told: the level of a line was not read'
  return { name, outcome: 'skip', message, differences: [], evidence: [] }
}

/** A check that fails where something differs; `message` is for the other case. */
function verdict(
  name: string,
  message: string,
  differences: readonly Difference[],
  evidence: readonly number[],
): Check {
  const seqs = [...new Set(evidence)].sort((one, other) => one - other)
  if (differences.length === 0) return { name, outcome: 'pass', message, differences, evidence: seqs }
  const said = differences.map(({ field, expected, found }) => `${field} expected ${expected}, found ${found}`)
  return { name, outcome: 'fail', message: said.join('; '), differences, evidence: seqs }
}
