import type { Severity } from '#shared/arp/findings.ts'
import type { Run, RunFinding } from '#shared/run/run.ts'
import { wrap } from './columns.ts'
import type { Colours, View } from './view.ts'

/** A finding and whose it is: a device's, or (an empty text) the bus's. Others of the same words are told with it. */
interface Owned {
  readonly finding: RunFinding
  readonly owner: string
  readonly codes: readonly string[]
}

const WEIGHT: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2 }
const LABEL_WIDTH = 'warning'.length
const MOST_SEQS = 6

/** What was noticed, the gravest first, in words, each with the transactions that prove it. */
export function findingLines(run: Run, view: View): string[] {
  return ownedFindings(run)
    .sort((one, other) => WEIGHT[one.finding.severity] - WEIGHT[other.finding.severity])
    .flatMap((owned) => findingLine(owned, view))
}

function ownedFindings({ findings, devices }: Run): Owned[] {
  const told = new Map<string, Owned>()
  const tell = (finding: RunFinding, owner: string): void => {
    const key = `${finding.severity} ${owner}${finding.message}`
    const codes = told.get(key)?.codes ?? []
    told.set(key, { finding, owner, codes: [...new Set([...codes, finding.code])] })
  }
  for (const finding of findings) tell(finding, '')
  for (const { address, index, findings: list } of devices) {
    for (const finding of list) tell(finding, `${address ?? `device ${index}`}: `)
  }
  return [...told.values()]
}

function findingLine({ finding, owner, codes }: Owned, { colours, columns }: View): string[] {
  const { severity, message } = finding
  const proof = formatEvidence(finding.evidence)
  const lead = `  ${severity.padEnd(LABEL_WIDTH)}  `
  const text = `${owner}${message} [${codes.join(', ')}]${proof && ` ${proof}`}`
  const [first = '', ...rest] = wrap(lead, text, columns ?? Infinity)
  return [first.replace(severity, (label) => colourOf(severity, colours)(label)), ...rest]
}

/** `#8 #9`, and how many more where they are many. */
function formatEvidence(seqs: readonly number[]): string {
  const shown = seqs.slice(0, MOST_SEQS).map((seq) => `#${seq}`)
  const more = seqs.length - shown.length
  return [...shown, ...(more > 0 ? [`and ${more} more`] : [])].join(' ')
}

function colourOf(severity: Severity, colours: Colours): (text: string) => string {
  return { error: colours.red, warning: colours.yellow, info: colours.dim }[severity]
}
