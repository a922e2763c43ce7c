import type { Run } from '#shared/run/run.ts'
import { nameOf, type Case } from './cases.ts'
import type { Tried } from './matrix.ts'

/** A case that was tried, for people: what was done, every transaction, what the Run says, and what is wrong with that. */
export function describeCase(one: Case, { judgement, performed }: Tried): string {
  const { ending, wrong } = judgement
  return [
    nameOf(one),
    ...(performed?.run ? describeRun(performed.run) : [`not opened: ${performed?.refusal?.message ?? 'a defect'}`]),
    `ending: ${ending}`,
    ...(wrong.length === 0 ? ['as it must be'] : wrong.map((what) => `WRONG: ${what}`)),
  ].join('\n')
}

function describeRun(run: Run): string[] {
  const transactions = run.transactions.map(
    ({ seq, step, address, written, read, outcome, nack_index: nack }) =>
      `  #${seq} ${step ?? ''} ${address} w ${written || '-'} r ${read || '-'} ${outcome}${nack === null ? '' : ` at byte ${nack}`}`,
  )
  const devices = run.devices.map(
    ({ udid, address, status, confirmed }) =>
      `  ${udid} ${address ?? 'none'} ${status}${confirmed ? ' confirmed' : ''}`,
  )
  const findings = [run, ...run.devices].flatMap(({ findings }) =>
    findings.map(({ severity, code, message }) => `  ${severity} ${code}: ${message}`),
  )
  const { lines_after: after } = run.bus
  const lines = `  lines after: SCL ${after.scl}, SDA ${after.sda}; ${run.complete ? 'complete' : 'cut short'}`
  return [...transactions, ...devices, ...findings, lines]
}
