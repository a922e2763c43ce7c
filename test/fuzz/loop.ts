import fc from 'fast-check'
import { keep, readCorpus } from './corpus.ts'
import type { BlockCoverage } from './coverage.ts'
import { failureOf, keepCrash, kindOf } from './crash.ts'
import { BrokenRule, type FuzzTarget } from './fuzz-target.ts'
import { mutated } from './inputs.ts'

/** Inputs drawn and tried at a time: to ask for the coverage takes longer than most of them. */
const BATCH = 32
/** No input of this size has a reason to take so many; a loop that never ends does not come to be measured. */
const MOST_STEPS = 50_000_000
/** Different failures after which a target is left to be mended. */
const MOST_CRASHES = 10

/** How long to go on: until either is used up. */
export interface FuzzBudget {
  readonly seed: number
  readonly runs: number
  readonly seconds: number
}

/** What fuzzing a target came to. */
export interface FuzzReport {
  readonly executions: number
  readonly blocks: number
  readonly corpus: number
  readonly crashes: readonly string[]
  readonly mostSteps: number
}

/** Mutates the corpus of a target; what reaches new blocks of src joins it, what breaks something is kept as a crash. */
export async function fuzz(
  target: FuzzTarget,
  budget: FuzzBudget,
  { coverage, say }: { readonly coverage: BlockCoverage; readonly say: (line: string) => void },
): Promise<FuzzReport> {
  const session = new FuzzSession(target, coverage, say)
  await session.replay()
  const endMs = performance.now() + budget.seconds * 1000
  for (let round = 0; session.executions < budget.runs && performance.now() < endMs; round++) {
    const inputs = fc.sample(mutated(target, session.corpus), { seed: budget.seed + round, numRuns: BATCH })
    await session.attempt(inputs)
    if (session.crashes.size >= MOST_CRASHES) break
  }
  return session.report()
}

class FuzzSession {
  readonly crashes = new Map<string, string>()
  readonly corpus: Uint8Array[] = []
  executions = 0
  #mostSteps = 0
  readonly #target: FuzzTarget
  readonly #coverage: BlockCoverage
  readonly #say: (line: string) => void

  constructor(target: FuzzTarget, coverage: BlockCoverage, say: (line: string) => void) {
    this.#target = target
    this.#coverage = coverage
    this.#say = say
  }

  /** Runs what is there already. */
  async replay(): Promise<void> {
    const { name, seeds } = this.#target
    const known = [...(await seeds()), ...readCorpus(name).map(({ bytes }) => bytes)]
    this.#coverage.reset()
    for (const input of known) {
      this.corpus.push(input)
      const failure = await this.#execute(input)
      if (failure !== undefined) await this.#note(input, failure)
    }
  }

  /** Tries inputs together, and one by one where they reach something new. */
  async attempt(inputs: readonly Uint8Array[]): Promise<void> {
    for (const input of inputs) {
      this.executions++
      const failure = await failureOf(this.#target, input)
      if (failure !== undefined) await this.#note(input, failure)
    }
    const { isNew, steps } = this.#coverage.take('look')
    if (!isNew && steps < MOST_STEPS) return
    for (const input of inputs) await this.#consider(input)
  }

  async #consider(input: Uint8Array): Promise<void> {
    const before = this.#coverage.blocks
    if ((await this.#execute(input)) !== undefined || !this.#isNew) return
    this.corpus.push(input)
    const name = keep(this.#target.name, input, 'reaches')
    this.#say(`${this.#target.name} ${this.executions}: ${name}, ${this.#coverage.blocks - before} new blocks`)
  }

  report(): FuzzReport {
    return {
      executions: this.executions,
      blocks: this.#coverage.blocks,
      corpus: this.corpus.length,
      crashes: [...this.crashes.values()],
      mostSteps: this.#mostSteps,
    }
  }

  #isNew = false

  async #execute(input: Uint8Array): Promise<Error | undefined> {
    const failure = await failureOf(this.#target, input)
    const { isNew, steps } = this.#coverage.take()
    this.#isNew = isNew
    this.#mostSteps = Math.max(this.#mostSteps, steps)
    return failure ?? (steps > MOST_STEPS ? new BrokenRule(`an input took ${steps} steps`) : undefined)
  }

  /** One of each kind, as small as it gets. */
  async #note(input: Uint8Array, failure: Error): Promise<void> {
    const kind = kindOf(failure)
    if (this.crashes.has(kind)) return
    const name = await keepCrash(this.#target, input, failure)
    this.#coverage.take()
    this.crashes.set(kind, name)
    this.#say(`${this.#target.name} ${this.executions}: ${name}\n${failure.stack ?? String(failure)}`)
  }
}
