// Fuzzing by hand: `npm run fuzz -- --target bundles --seconds 60`. What it finds it keeps in the corpus, which
// `npm run fuzz -- --merge` thins out.
import { parseArgs } from 'node:util'
import { BlockCoverage } from './coverage.ts'
import { fuzz } from './loop.ts'
import { merge } from './merge.ts'
import { TARGETS } from './targets.ts'

const { values } = parseArgs({
  options: {
    target: { type: 'string', multiple: true },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    runs: { type: 'string', default: 'Infinity' },
    seconds: { type: 'string', default: '30' },
    merge: { type: 'boolean', default: false },
  },
})
const say = (line: string): void => void process.stdout.write(`${line}\n`)
const budget = { seed: Number(values.seed), runs: Number(values.runs), seconds: Number(values.seconds) }
const chosen = TARGETS.filter(({ name }) => values.target?.includes(name) ?? true)
if (chosen.length === 0) say(`there are ${TARGETS.map(({ name }) => name).join(', ')}`)

say(`seed ${budget.seed}`)
using coverage = new BlockCoverage()
let broken = 0
for (const target of chosen) {
  if (values.merge) {
    say(`${target.name}: ${await merge(target, coverage)} inputs forgotten`)
    continue
  }
  const { executions, blocks, corpus, crashes, mostSteps } = await fuzz(target, budget, { coverage, say })
  const figures = `${executions} executions, ${blocks} blocks, ${corpus} inputs, at most ${mostSteps} steps`
  say(`${target.name}: ${figures}, ${crashes.length} crashes`)
  broken += crashes.length
}
// Not before the end: commander looks at it.
if (broken > 0) process.exitCode = 1
