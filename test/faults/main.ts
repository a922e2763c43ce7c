import { kernelTree, USB_BUS } from '../main/ports/kernel-tree.ts'
import { readArguments } from './arguments.ts'
import { everyCase, nameOf, type Case } from './cases.ts'
import { holdsTables, writeTables } from './document.ts'
import { Figures } from './figures.ts'
import { Matrix, type Tried } from './matrix.ts'
import { processCases } from './process/process-cases.ts'
import { describeCase } from './describe-case.ts'

/**
 * Every fault, adapter and step: `npm run test:faults`. `-- --case N` shows one case, `-- --every N` tries one in N,
 * `-- --write` writes the figures into docs/reliability.md.
 */
const MOST_SHOWN = 40

const { only, every, write } = readArguments(process.argv.slice(2))
await using tree = await kernelTree([USB_BUS])
const matrix = new Matrix({ sysfsRoot: tree.sysfsRoot, number: USB_BUS.number })
const cases = await everyCase((adapter, card) => matrix.soundRun(adapter, card))
process.exitCode = (await (only === undefined ? tryAll() : show(only))) ? 0 : 1

async function tryAll(): Promise<boolean> {
  const byFault = new Figures('fault')
  const byAdapter = new Figures('adapter')
  const byStep = new Figures('step')
  const failures: string[] = []
  const note = (name: string, rows: readonly string[], { judgement, performed }: Tried): void => {
    const elapsedMs = performed?.elapsedMs ?? 0
    const [fault = '', adapter, step] = rows
    byFault.count(fault, judgement, elapsedMs)
    if (adapter !== undefined) byAdapter.count(adapter, judgement, elapsedMs)
    if (step !== undefined) byStep.count(step, judgement, elapsedMs)
    if (judgement.wrong.length > 0) failures.push(`${name}\n    ${judgement.wrong.join('\n    ')}`)
  }
  const chosen = cases.filter(({ number }) => number % every === 0)
  for (const one of chosen) {
    const { fault, adapter, moment } = one
    note(nameOf(one), [fault.kind, adapter, moment?.step ?? 'from the beginning'], await matrix.try(one))
  }
  if (every === 1)
    for await (const { kind, name, judgement } of processCases()) note(name, [kind], { judgement, performed: null })
  say(`${byFault.toMarkdown()}\n\n${byAdapter.toMarkdown()}\n\n${byStep.toMarkdown()}\n`)
  for (const failure of failures.slice(0, MOST_SHOWN)) say(failure)
  say(
    failures.length === 0
      ? 'No case failed.'
      : `${failures.length} cases failed; npm run test:faults -- --case N shows one.`,
  )
  const tables = { faults: byFault.toMarkdown(), adapters: byAdapter.toMarkdown(), steps: byStep.toMarkdown() }
  return (await settle(tables)) && failures.length === 0
}

/** The figures of a whole run go into the document, or have to be those it holds. */
async function settle(tables: Readonly<Record<string, string>>): Promise<boolean> {
  if (every !== 1) return true
  if (write) await writeTables(tables)
  const agrees = await holdsTables(tables)
  if (!agrees) say('docs/reliability.md holds other figures: npm run test:faults -- --write')
  return agrees
}

async function show(number: number): Promise<boolean> {
  const one: Case | undefined = cases[number - 1]
  if (!one) {
    say(`There are cases 1 to ${cases.length}.`)
    return false
  }
  const tried = await matrix.try(one)
  say(describeCase(one, tried))
  return tried.judgement.wrong.length === 0
}

function say(text: string): void {
  process.stdout.write(`${text}\n`)
}
