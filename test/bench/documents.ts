import { REPORT_FORMATS } from '#shared/report/formats.ts'
import { RunFold } from '#shared/run/fold.ts'
import { parseRun } from '#shared/run/parse-run.ts'
import type { Run } from '#shared/run/run.ts'
import type { ArpEvent } from '#shared/arp/events.ts'
import { loadBuiltIn } from '#shared/sim/scenarios/built-in.ts'
import { sha256 } from '../support/sha256.ts'
import { enumerateOn } from '../support/simulated-run.ts'
import { leastCpuUs } from './least.ts'
import type { BenchTable } from './table.ts'

const SMALL = 2000
const LARGE = 200_000
const LARGE_MEASUREMENTS = 1
/** What a transaction costs among many, against one among few: collecting garbage of a larger heap is in it, a square would be a hundred. */
const MAX_GROWTH = 4

interface Work {
  readonly name: string
  readonly of: (size: Sample) => () => unknown
}

interface Sample {
  readonly events: readonly ArpEvent[]
  readonly run: Run
  readonly text: string
}

const WORKS: readonly Work[] = [
  {
    name: 'fold',
    of:
      ({ events }) =>
      () =>
        foldOf(events),
  },
  {
    name: 'read back, digest and schema',
    of:
      ({ text }) =>
      () =>
        parseRun(text, sha256),
  },
  ...REPORT_FORMATS.map(({ id, render }) => ({
    name: `write ${id}`,
    of:
      ({ run }: Sample) =>
      () =>
        render(run, { sha256 }),
  })),
]

/** What a Run of many transactions costs to fold, to write in every format and to read back. */
export async function benchDocuments(): Promise<readonly BenchTable[]> {
  const events = (await enumerateOn(await loadBuiltIn('pcie-card'))).events
  const [small, large] = [sampleOf(events, SMALL), sampleOf(events, LARGE)]
  const broken: string[] = []
  const rows: (string | number)[][] = []
  // The JavaScript engine's own serialiser is the measure of all that handles every transaction.
  const measureUs = await leastCpuUs(1, () => JSON.stringify(large.run, null, 2), LARGE_MEASUREMENTS)
  for (const { name, of } of WORKS) {
    const few = (await leastCpuUs(20, of(small))) / SMALL
    const many = (await leastCpuUs(1, of(large), LARGE_MEASUREMENTS)) / LARGE
    const growth = many / few
    rows.push([name, growth.toFixed(2), ((many * LARGE) / measureUs).toFixed(2)])
    if (growth > MAX_GROWTH)
      broken.push(`${name}: a transaction among ${LARGE} costs ${growth.toFixed(2)} times one among ${SMALL}`)
  }
  return [
    {
      title: `A Run of ${LARGE.toLocaleString('en')} transactions`,
      method: `CPU time. Growth: a transaction among ${LARGE.toLocaleString('en')} against one among ${SMALL.toLocaleString('en')}; at most ${MAX_GROWTH}. Last column: against \`JSON.stringify\` of the same Run.`,
      columns: ['work', 'growth', 'to JSON.stringify'],
      rows,
      broken,
    },
  ]
}

function sampleOf(events: readonly ArpEvent[], transactions: number): Sample {
  const many = repeated(events, transactions)
  const run = foldOf(many)
  const json = REPORT_FORMATS.find(({ id }) => id === 'json')?.render(run, { sha256 })
  return { events: many, run, text: String(json) }
}

/** The traffic of one enumeration again and again, as one long run. */
function repeated(events: readonly ArpEvent[], transactions: number): ArpEvent[] {
  const traffic = events.filter(({ type }) => type === 'transaction' || type === 'exchange')
  const first = events.slice(
    0,
    events.findIndex(({ type }) => type === 'transaction'),
  )
  const perTurn = traffic.filter(({ type }) => type === 'transaction').length
  const turnUs = Math.max(...traffic.map((event) => (event.type === 'transaction' ? event.transaction.tUs : 0))) + 1000
  const many: ArpEvent[] = [...first]
  for (let turn = 0, count = 0; count < transactions; turn++) {
    for (const event of traffic) {
      if (event.type === 'transaction' && count++ === transactions) break
      many.push(later(event, turn * perTurn, turn * turnUs))
    }
  }
  return [...many, ...events.filter(({ type }) => type === 'run-finished')]
}

function later(event: ArpEvent, seqs: number, us: number): ArpEvent {
  if (event.type === 'exchange') return { ...event, seq: event.seq + seqs }
  if (event.type !== 'transaction') return event
  const { transaction } = event
  return { ...event, transaction: { ...transaction, seq: transaction.seq + seqs, tUs: transaction.tUs + us } }
}

function foldOf(events: readonly ArpEvent[]): Run {
  const fold = new RunFold()
  for (const event of events) fold.add(event)
  if (!fold.run) throw new Error('the run never began')
  return fold.run
}
