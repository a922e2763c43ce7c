import { formatAddress } from '#shared/i2c/address.ts'
import { SCAN_CAVEAT, planScan, type PlannedProbe, type ScanMethod } from '#shared/i2c/scan.ts'
import type { Run } from '#shared/run/run.ts'
import { formatSections, wrap } from './columns.ts'
import { findingLines } from './findings.ts'
import { statisticsLine } from './statistics-line.ts'
import { verdictSentence } from '#shared/report/verdict.ts'
import { counted } from '#shared/report/words.ts'
import { type Colours, type View } from './view.ts'

const COLUMNS = 16

/** What a scan was asked. */
interface Asked {
  readonly addresses: readonly number[]
  readonly method: ScanMethod
}

/** A scan for people: the verdict, the grid that i2cdetect made familiar, what was left alone and why, what an ACK is worth. */
export function renderScanTable(run: Run, asked: Asked, view: View): string {
  const { colours, columns = Infinity } = view
  const plan = planScan(asked.addresses, asked.method, run.adapter.capabilities.quick_write)
  const colour = run.complete ? colours.green : colours.red
  return formatSections([
    [colours.bold(colour(verdictSentence(run)))],
    gridLines(run, plan, colours),
    legendLines(plan, run, columns),
    findingLines(run, view),
    wrap('', `${SCAN_CAVEAT}.`, columns),
    [colours.dim(statisticsLine(run))],
  ])
}

function gridLines(run: Run, plan: readonly PlannedProbe[], colours: Colours): string[] {
  const cells = cellsOf(run, plan, colours)
  const digits = Array.from({ length: COLUMNS }, (_, i) => i.toString(16).padStart(2))
  const rows = Array.from({ length: 8 }, (_, row) => {
    const inRow = Array.from({ length: COLUMNS }, (_, column) => cells.get(row * COLUMNS + column) ?? '  ')
    return `${row}0: ${inRow.join(' ')}`.trimEnd()
  })
  return [`    ${digits.join(' ')}`, ...rows]
}

/**
 * The cell of each planned address: its number where somebody answered, `--` where nobody did, `UU` where a driver of
 * the kernel has it, `##` where it was not touched for its own sake.
 */
function cellsOf(run: Run, plan: readonly PlannedProbe[], colours: Colours): Map<number, string> {
  const answers = new Map(run.other_addresses.map(({ address, answers_to: to }) => [Number(address), to]))
  const probed = new Set(run.transactions.filter(({ step }) => step === 'scan').map(({ address }) => Number(address)))
  return new Map(
    plan.map(({ address, probe }) => {
      if (probe === 'skip') return [address, colours.dim('##')]
      if (answers.get(address) === 'kernel-driver') return [address, colours.dim('UU')]
      if (answers.has(address)) return [address, colours.bold(colours.green(formatAddress(address).slice(2)))]
      return [address, probed.has(address) ? '--' : '  ']
    }),
  )
}

function legendLines(plan: readonly PlannedProbe[], run: Run, columns: number): string[] {
  const isInUse = run.other_addresses.some(({ answers_to: to }) => to === 'kernel-driver')
  const skipped = plan.filter(({ probe }) => probe === 'skip')
  const reasons = new Map<string, number[]>()
  for (const { address, why } of skipped) reasons.set(why, [...(reasons.get(why) ?? []), address])
  const left = [...reasons].map(([why, addresses]) => [`  ${formatRanges(addresses)}  `, why] as const)
  const width = Math.max(0, ...left.map(([addresses]) => addresses.length))
  const intro = skipped.length > 0 ? [`## not touched, ${counted(skipped.length, 'address', 'addresses')}:`] : []
  return [
    '-- nobody acknowledged',
    ...(isInUse ? ['UU a driver of the kernel has it, so it was not probed'] : []),
    ...intro,
    ...left.flatMap(([addresses, why]) => wrap(addresses.padEnd(width), why, columns)),
  ]
}

/** Ascending addresses as a list of ranges: `0x00-0x07, 0x61`. */
function formatRanges(addresses: readonly number[]): string {
  const ranges: [number, number][] = []
  for (const address of addresses) {
    const last = ranges.at(-1)
    if (last?.[1] === address - 1) last[1] = address
    else ranges.push([address, address])
  }
  return ranges
    .map(([first, last]) => (first === last ? formatAddress(first) : `${formatAddress(first)}-${formatAddress(last)}`))
    .join(', ')
}
