import { watchFor } from '../support/day-of-watch.ts'

/** The memory of 24 simulated hours of watch, every two seconds, with a device that comes and goes: `node --expose-gc`. */
const HOURS = 24
/** The last hour may need so much more than the second, whose ring of transactions is full. */
const MAX_RATIO = 1.05

const collect = globalThis.gc
if (!collect) throw new Error('start this with node --expose-gc')
const heapMb: number[] = []
const measure = (): void => {
  collect()
  heapMb.push(process.memoryUsage().heapUsed / 1e6)
}
const fold = await watchFor({ hours: HOURS, intervalMs: 2000, everyHour: measure })
const [, second = NaN] = heapMb
const last = heapMb.at(-1) ?? NaN
const ratio = last / second
const { transactions } = fold.run?.statistics ?? { transactions: 0 }
process.stdout.write(
  `\n24 hours of watch: ${transactions} transactions; heap after the second hour ${second.toFixed(1)} MB, after the last ` +
    `${last.toFixed(1)} MB: ratio ${ratio.toFixed(3)} (must be at most ${MAX_RATIO})\n`,
)
process.exitCode = ratio <= MAX_RATIO ? 0 : 1
