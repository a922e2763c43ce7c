import type { RunEventBatch } from '#shared/api/contract.ts'
import { finding } from '#shared/arp/findings.ts'
import { RunFold } from '#shared/run/fold.ts'
import type { Run } from '#shared/run/run.ts'

const LOST = 'The engine ended in the middle of the run; what was found until then stands'

/** Keeps what there is of the run under way, outside the process that runs it. */
export class RunKeeper {
  #runId: string | null = null
  #fold = new RunFold()
  #next = 0

  get runId(): string | null {
    return this.#runId
  }

  /** Takes a batch; gives the index to ask from where one before it is missing. */
  take({ runId, from, events }: RunEventBatch): number | undefined {
    if (runId !== this.#runId) this.#begin(runId)
    if (from > this.#next) return this.#next
    for (const event of events.slice(this.#next - from)) {
      this.#fold.add(event)
      this.#next++
    }
    return undefined
  }

  /** The run is over, and with whoever ran it. */
  end(): void {
    this.#runId = null
    this.#fold = new RunFold()
  }

  /** The run so far, which nobody is going to end any more; undefined where there is none. */
  cutShort(): Run | undefined {
    if (this.#fold.run) this.#fold.add({ type: 'finding', device: null, ...finding('interrupted', LOST) })
    const { run } = this.#fold
    this.end()
    return run
  }

  #begin(runId: string): void {
    this.#runId = runId
    this.#fold = new RunFold()
    this.#next = 0
  }
}
