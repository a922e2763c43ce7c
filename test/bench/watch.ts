import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { watchFor } from '../support/day-of-watch.ts'
import type { BenchTable } from './table.ts'

const HOURS = 24
const INTERVAL_MS = 2000
/** The last hour may need so much more than the second, in which the ring of transactions is full. */
const MAX_RATIO = 1.05

/** The memory of a day of watch in simulated time, with a device that comes and goes. */
export async function benchWatch(): Promise<readonly BenchTable[]> {
  const collect = garbageCollector()
  const heapBytes: number[] = []
  const measure = (): void => {
    collect()
    heapBytes.push(process.memoryUsage().heapUsed)
  }
  const fold = await watchFor({ hours: HOURS, intervalMs: INTERVAL_MS, everyHour: measure })
  const ratio = (heapBytes.at(-1) ?? NaN) / (heapBytes[1] ?? NaN)
  const transactions = fold.run?.statistics.transactions ?? 0
  return [
    {
      title: `${HOURS} hours of watch`,
      method: `The heap in use after the last hour against that after the second, garbage collected, on a bus looked at every ${INTERVAL_MS / 1000} s in simulated time; a device comes and goes every ten minutes.`,
      columns: ['hours', 'transactions', 'last hour against second'],
      rows: [[HOURS, transactions, ratio.toFixed(2)]],
      broken: ratio <= MAX_RATIO ? [] : [`the heap grows by ${((ratio - 1) * 100).toFixed(1)} % between them`],
    },
  ]
}

/** V8's own, which a program has to ask for. */
function garbageCollector(): () => void {
  setFlagsFromString('--expose-gc')
  return runInNewContext('gc') as () => void
}
