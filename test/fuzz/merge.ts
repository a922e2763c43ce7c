import { forget, readCorpus } from './corpus.ts'
import type { BlockCoverage } from './coverage.ts'
import { failureOf } from './crash.ts'
import type { FuzzTarget } from './fuzz-target.ts'

/** Forgets the kept inputs that reach nothing which shorter ones do not; answers how many. What broke something once stays. */
export async function merge(target: FuzzTarget, coverage: BlockCoverage): Promise<number> {
  const { name, seeds } = target
  const good = await seeds()
  const kept = readCorpus(name)
  const crashes = kept.filter((file) => file.name.startsWith('crash-'))
  const others = kept.filter((file) => !crashes.includes(file)).toSorted((a, b) => a.bytes.length - b.bytes.length)
  coverage.reset()
  for (const input of [...good, ...crashes.map(({ bytes }) => bytes)]) await failureOf(target, input)
  coverage.take()
  let forgotten = 0
  for (const file of others) {
    await failureOf(target, file.bytes)
    if (coverage.take().isNew) continue
    forget(name, file.name)
    forgotten++
  }
  return forgotten
}
