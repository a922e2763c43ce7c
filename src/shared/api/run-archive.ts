import type { Run } from '#shared/run/run.ts'
import { MOST_SIGHTINGS, sightingsIn, type DeviceSighting } from './device-sighting.ts'
import { isMeant, type RunFilter } from './run-filter.ts'
import { listRun, type RunListing } from './run-listing.ts'

/** The oldest go when there are more. */
const MOST_RUNS = 200

interface Kept {
  readonly run: Run
  readonly listing: RunListing
}

/** A history in memory: what there is where nothing can be kept on disk. It keeps the latest 200 runs. */
export class RunArchive {
  readonly #runs = new Map<string, Kept>()
  #number = 0

  /** The runs that `filter` means, newest first. */
  list(filter: RunFilter = {}): readonly RunListing[] {
    const { limit = MOST_RUNS, offset = 0 } = filter
    const meant = this.#newestFirst().filter(({ run }) => isMeant(run, filter))
    return meant.slice(offset, offset + limit).map(({ listing }) => listing)
  }

  /** Where devices whose UDID begins so were in runs before number `before`, newest first. */
  sightings(beginning: string, before: number | null): readonly DeviceSighting[] {
    const earlier = this.#newestFirst().filter(({ listing }) => listing.number < (before ?? Infinity))
    const found = earlier.flatMap(({ run, listing }) => sightingsIn(run, listing.number, beginning))
    return found.slice(0, MOST_SIGHTINGS)
  }

  /** The run of that id, while it is kept. */
  get(runId: string): Run | undefined {
    return this.#runs.get(runId)?.run
  }

  /** Keeps a run; one that is here already becomes the newest. `openedFrom`: the file it was read from, null for a run made here. */
  add(run: Run, openedFrom: string | null): RunListing {
    const listing = listRun(run, ++this.#number, openedFrom)
    this.#runs.delete(run.run_id)
    this.#runs.set(run.run_id, { run, listing })
    const [oldest] = this.#runs.keys()
    if (this.#runs.size > MOST_RUNS && oldest !== undefined) this.#runs.delete(oldest)
    return listing
  }

  /** Lets go of a run, where it is here. */
  remove(runId: string): void {
    this.#runs.delete(runId)
  }

  #newestFirst(): Kept[] {
    return [...this.#runs.values()].reverse()
  }
}
