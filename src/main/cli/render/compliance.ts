import type { CheckVerdict } from '#shared/arp/events.ts'
import { printable } from '#shared/run/printable.ts'
import type { Run, RunCheck } from '#shared/run/run.ts'
import { formatSections, wrap } from './columns.ts'
import { renderRunTable } from './run-table.ts'
import type { Colours, View } from './view.ts'

const ORDER: readonly CheckVerdict[] = ['fail', 'not-observable', 'pass', 'not-applicable']
const VERDICT_WIDTH = 'not-applicable'.length

/** A Run of compliance checks for people: the checks of each device, those that failed first, then the Run. */
export function renderComplianceTable(run: Run, view: View): string {
  const checks = run.checks ?? []
  const devices = [...new Set(checks.map(({ device }) => device))]
  const lists = devices.map((device) => [
    ...headOf(run, device, devices.length),
    ...ORDER.flatMap((verdict) =>
      checks.filter((check) => check.device === device && check.verdict === verdict),
    ).flatMap((check) => checkLine(check, view)),
  ])
  return formatSections([[renderRunTable(run, view).trimEnd()], ...lists])
}

function headOf({ devices }: Run, device: number | null, count: number): string[] {
  const { udid, address } = devices.find(({ index }) => index === device) ?? {}
  return count < 2 || udid === undefined ? [] : [`${udid} at ${address ?? 'no address'}:`]
}

function checkLine({ id, verdict, reason, title, evidence }: RunCheck, { colours, columns }: View): string[] {
  const what = verdict === 'fail' ? `${title}: ${reason}${proof(evidence)}` : reason
  const lead = `  ${verdict.padEnd(VERDICT_WIDTH)}  `
  const [first = '', ...rest] = wrap(lead, printable(`${id}: ${what}`), columns ?? Infinity)
  return [first.replace(verdict, (label) => colourOf(verdict, colours)(label)), ...rest]
}

function proof(evidence: readonly number[]): string {
  const [first, last] = [evidence.at(0), evidence.at(-1)]
  if (first === undefined || last === undefined) return ''
  return first === last ? ` #${first}` : ` #${first}-#${last}`
}

function colourOf(verdict: CheckVerdict, { green, red, yellow, dim }: Colours): (text: string) => string {
  return { pass: green, fail: red, 'not-observable': yellow, 'not-applicable': dim }[verdict]
}
