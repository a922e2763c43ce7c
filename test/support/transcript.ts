import type { Run, RunFinding, RunTransaction } from '#shared/run/run.ts'

/** A Run as a reader follows it: the transactions as a dialogue, then what came of them. */
export function transcript(run: Run): string {
  return [
    ...run.transactions.map(transactionLine),
    '',
    ...run.devices.flatMap((device) => [
      `device ${device.index}: ${device.udid} ${device.class} at ${device.address ?? 'no address'}` +
        ` (before: ${device.address_before ?? 'none'}, by: ${device.assigned_by ?? 'nobody'}) ${device.status}` +
        (device.confirmed ? ', confirmed' : ''),
      ...device.findings.map(findingLine),
    ]),
    ...run.other_addresses.map(({ address, answers_to: to }) => `${address} answers to ${to}`),
    ...run.findings.map(findingLine),
    `lines: ${levels(run.bus.lines_before)} before, ${levels(run.bus.lines_after)} after`,
    `${run.complete ? 'complete' : 'cut short'}: ${run.summary.verdict}, ${run.summary.confirmed} of ${run.summary.devices} confirmed`,
    '',
  ].join('\n')
}

const levels = ({ scl, sda }: Run['bus']['lines_before']): string => `SCL ${scl} SDA ${sda}`

const findingLine = ({ code, severity, message }: RunFinding): string => `  ${severity} ${code}: ${message}`

function transactionLine(t: RunTransaction): string {
  const seq = `#${t.seq}`.padEnd(5)
  const step = (t.step ?? '').padEnd(9)
  const dialogue = [
    t.address,
    t.operation === 'read' ? '' : `w ${t.written}`,
    t.operation === 'write' ? '' : `r ${t.read}`,
  ]
  const nack = t.nack_index === null ? '' : ` at byte ${t.nack_index}`
  const pec =
    t.pec_got !== null && t.pec_got !== t.pec_expected ? `, PEC ${t.pec_got} instead of ${t.pec_expected}` : ''
  return `${seq}${step} ${dialogue.filter(Boolean).join(' ')} ${t.outcome}${nack}${pec}`
}
