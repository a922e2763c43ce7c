import { sightingsIn, MOST_SIGHTINGS, type DeviceSighting } from '#shared/api/device-sighting.ts'
import { isMeant, type RunFilter } from '#shared/api/run-filter.ts'
import type { RunListing } from '#shared/api/run-listing.ts'
import { listRun } from '#shared/api/run-listing.ts'
import type { Run } from '#shared/run/run.ts'
import type { PreferredAddresses } from '../../store/run-store.ts'

/** Where runs are kept. */
export interface RunHistory {
  /** Newest first. */
  list(filter?: RunFilter): Promise<readonly RunListing[]>
  /** Where devices whose UDID begins so were in runs before number `before`, newest first. */
  sightings(beginning: string, before: number | null): Promise<readonly DeviceSighting[]>
  /** The addresses that devices had before, on what the selector names. */
  preferredAddresses(selector: string): Promise<PreferredAddresses>
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

  list(filter: RunFilter = {}): Promise<readonly RunListing[]> {
    const { limit = MOST_RUNS, offset = 0 } = filter
    const meant = [...this.#runs.values()].filter(({ run }) => isMeant(run, filter)).reverse()
    return Promise.resolve(meant.slice(offset, offset + limit).map(({ listing }) => listing))
  }

  sightings(beginning: string, before: number | null): Promise<readonly DeviceSighting[]> {
    const earlier = [...this.#runs.values()].filter(({ listing }) => listing.number < (before ?? Infinity)).reverse()
    const found = earlier.flatMap(({ run, listing }) => sightingsIn(run, listing.number, beginning))
    return Promise.resolve(found.slice(0, MOST_SIGHTINGS))
  }

  /** What ends with the process is not worth remembering. */
  preferredAddresses(): Promise<PreferredAddresses> {
    return Promise.resolve({})
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
