import { Session, type Profiler } from 'node:inspector'
import { pathToFileURL } from 'node:url'
import { resolve } from 'node:path'

const SOURCES = pathToFileURL(resolve(import.meta.dirname, '../../src')).href

/** What was executed since it was asked last. */
export interface Executed {
  /** Whether some of it never was before. */
  readonly isNew: boolean
  /** Blocks entered, all together: a measure of work that is the same on every machine. */
  readonly steps: number
}

/** What is known of one script. */
interface ScriptCoverage {
  /** By source offset: 1 where it was executed. */
  readonly executed: Uint8Array
  /** Where V8 says that a block begins or ends. */
  readonly borders: Set<number>
}

/** Which blocks of src this thread executes, by V8's own counters. */
export class BlockCoverage implements Disposable {
  readonly #session = new Session()
  readonly #scripts = new Map<string, ScriptCoverage>()

  constructor() {
    this.#session.connect()
    this.#session.post('Profiler.enable')
    this.#session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true })
  }

  /** Blocks executed so far: stretches of source from one border to the next. V8 tells no border where both sides run equally often. */
  get blocks(): number {
    let blocks = 0
    for (const { executed, borders } of this.#scripts.values()) {
      for (const border of borders) blocks += executed[border] ?? 0
    }
    return blocks
  }

  /** Counts from zero after every call. What is new is new again until it is learnt. */
  take(what: 'look' | 'learn' = 'learn'): Executed {
    let steps = 0
    let isNew = false
    for (const { url, functions } of this.#counters()) {
      if (!url.startsWith(SOURCES)) continue
      for (const { ranges } of functions) {
        for (const { count } of ranges) steps += count
        isNew = this.#note(url, ranges, what === 'learn') || isNew
      }
    }
    return { isNew, steps }
  }

  /** Takes what was executed so far for nothing. */
  reset(): void {
    this.take()
    this.#scripts.clear()
  }

  [Symbol.dispose](): void {
    this.#session.disconnect()
  }

  #counters(): Profiler.ScriptCoverage[] {
    let result: Profiler.ScriptCoverage[] = []
    // In the same thread, the answer comes before this returns.
    this.#session.post('Profiler.takePreciseCoverage', (error, answer) => {
      if (error) throw error
      result = answer.result
    })
    return result
  }

  /** The ranges of a function: the whole first, then those inside that ran more or less often. */
  #note(url: string, ranges: readonly Profiler.CoverageRange[], isLearnt: boolean): boolean {
    const [whole] = ranges
    if (!whole || whole.count === 0) return false
    const script = this.#script(url, whole.endOffset)
    const now = new Uint8Array(whole.endOffset - whole.startOffset)
    for (const { startOffset, endOffset, count } of ranges) {
      now.fill(count > 0 ? 1 : 0, startOffset - whole.startOffset, endOffset - whole.startOffset)
      if (isLearnt) script.borders.add(startOffset).add(endOffset)
    }
    return merge(script.executed, now, { from: whole.startOffset, isLearnt })
  }

  #script(url: string, length: number): ScriptCoverage {
    const known = this.#scripts.get(url)
    if (known && known.executed.length >= length) return known
    const executed = new Uint8Array(2 * length)
    executed.set(known?.executed ?? [])
    const script = { executed, borders: known?.borders ?? new Set<number>() }
    this.#scripts.set(url, script)
    return script
  }
}

/** Whether any of what was executed now is new; adds it where it is to be learnt. */
function merge(
  executed: Uint8Array,
  now: Uint8Array,
  { from, isLearnt }: { readonly from: number; readonly isLearnt: boolean },
): boolean {
  let isNew = false
  for (const [i, one] of now.entries()) {
    if (one === 0 || executed[from + i] === 1) continue
    isNew = true
    if (!isLearnt) break
    executed[from + i] = 1
  }
  return isNew
}
