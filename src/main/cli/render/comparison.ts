import type { Change, ComparedRun, Comparison, ListedDevice, ListedFinding } from '#shared/run/comparison.ts'
import { VENDOR_NAME_CAVEAT } from '#shared/identify/name-source.ts'
import { printable } from '#shared/run/printable.ts'
import { formatSections } from './columns.ts'
import { groupUdid } from './run-table.ts'
import type { View } from './view.ts'

/** What changed between two runs, for people: `-` is gone, `+` is new, `~` is another. */
export function renderComparison(comparison: Comparison, { colours }: View): string {
  const { red, green, yellow, dim } = colours
  const gone = (text: string): string => red(`- ${text}`)
  const fresh = (text: string): string => green(`+ ${text}`)
  const other = (text: string): string => yellow(`~ ${text}`)
  const { verdict, complete, findings, other_addresses: others } = comparison
  return formatSections([
    [dim(`old  ${described(comparison.old)}`), dim(`new  ${described(comparison.new)}`)],
    comparison.different ? [] : ['Nothing differs.'],
    [
      ...(verdict ? [other(`verdict ${arrow(verdict)}`)] : []),
      ...(complete ? [other(`complete ${arrow(complete)}`)] : []),
    ],
    [
      ...comparison.left.map((device) => gone(deviceText(device))),
      ...comparison.appeared.map((device) => fresh(deviceText(device))),
      ...comparison.moved.map((move) => other(`${groupUdid(move.udid)}  address ${arrow(move)}`)),
      ...comparison.changed.flatMap(({ udid, fields }) =>
        fields.map((change) => other(`${groupUdid(udid)}  ${change.field} ${arrow(change)}`)),
      ),
    ],
    [
      ...others.left.map((address) => gone(answers(address))),
      ...others.appeared.map((address) => fresh(answers(address))),
    ],
    [
      ...findings.went.map((finding) => gone(findingText(finding))),
      ...findings.came.map((finding) => fresh(findingText(finding))),
    ],
    [...comparison.left, ...comparison.appeared].some(isNamed) ? [dim(VENDOR_NAME_CAVEAT)] : [],
  ])
}

function described({ operation, started_utc: started, run_id: id }: ComparedRun): string {
  return `${operation} of ${started}, run ${id}`
}

function deviceText({ udid, address, vendor_name: vendor }: ListedDevice): string {
  return printable(`${groupUdid(udid)}  ${address ?? 'no address'}${vendor === null ? '' : `  ${vendor}`}`)
}

function isNamed({ vendor_name: vendor }: ListedDevice): boolean {
  return vendor !== null
}

function answers(address: string): string {
  return `something other than an ARP device answers at ${address}`
}

function findingText({ udid, code, severity, message }: ListedFinding): string {
  return printable(`${severity} ${code}${udid === null ? '' : ` (${udid})`}: ${message}`)
}

function arrow(change: Change<string | boolean | null>): string {
  return `${change.old ?? 'none'} → ${change.new ?? 'none'}`
}
