import type { RunListing } from '#shared/api/run-listing.ts'
import { listRun } from '#shared/api/run-listing.ts'
import type { Run } from '#shared/run/run.ts'

/** Where runs are kept. */
export interface RunHistory {
  /** Newest first. */
  list(): Promise<readonly RunListing[]>
  get(runId: string): Promise<Run | undefined>
  /** `openedFrom`: the file it was read from; null for a run made here. */
  add(run: Run, openedFrom: string | null): Promise<RunListing>
  remove(runId: string): Promise<void>
}

/** The oldest go when there are more. */
const MOST_RUNS = 200

/** A history that ends with the process. */
export class MemoryHistory implements RunHistory {
  readonly #runs = new Map<string, { readonly run: Run; readonly listing: RunListing }>()
  #number = 0

  list(): Promise<readonly RunListing[]> {
    return Promise.resolve([...this.#runs.values()].map(({ listing }) => listing).reverse())
  }

  get(runId: string): Promise<Run | undefined> {
    return Promise.resolve(this.#runs.get(runId)?.run)
  }

  add(run: Run, openedFrom: string | null): Promise<RunListing> {
    const listing = listRun(run, ++this.#number, openedFrom)
    this.#runs.delete(run.run_id)
    this.#runs.set(run.run_id, { run, listing })
    const [oldest] = this.#runs.keys()
    if (this.#runs.size > MOST_RUNS && oldest !== undefined) this.#runs.delete(oldest)
    return Promise.resolve(listing)
  }

  remove(runId: string): Promise<void> {
    this.#runs.delete(runId)
    return Promise.resolve()
  }
}
