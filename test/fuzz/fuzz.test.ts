import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readCorpus } from './corpus.ts'
import { failureOf, keepCrash } from './crash.ts'
import { execute } from './execute.ts'
import { mutated } from './inputs.ts'
import { TARGETS } from './targets.ts'

/** The same inputs every time: what CI has not found, a run by hand looks for. */
const SEED = 20_261_122

describe.each(TARGETS)('$name', (target) => {
  const kept = readCorpus(target.name)

  it('has a corpus', () => {
    expect(kept.length).toBeGreaterThan(0)
  })

  it.each(kept)('takes $name', async ({ bytes }) => {
    await execute(target, bytes)
  })

  it('takes mutations of its corpus', async () => {
    const corpus = [...(await target.seeds()), ...kept.map(({ bytes }) => bytes)]
    for (const input of fc.sample(mutated(target, corpus), { seed: SEED, numRuns: target.ciRuns })) {
      const failure = await failureOf(target, input)
      if (failure === undefined) continue
      throw new Error(`kept as ${await keepCrash(target, input, failure)}: ${String(failure)}`, { cause: failure })
    }
  })
})
