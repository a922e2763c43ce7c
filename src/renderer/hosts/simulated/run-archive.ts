import { sightingsIn, type DeviceSighting } from '#shared/api/device-sighting.ts'
import { isMeant, type RunFilter } from '#shared/api/run-filter.ts'
import type { RunListing } from '#shared/api/run-listing.ts'
import { listRun } from '#shared/api/run-listing.ts'
import type { Run } from '#shared/run/run.ts'
import { Refusal } from '#shared/api/refusals.ts'

interface Kept {
  readonly run: Run
  readonly listing: RunListing
}

/** The runs of this page, in memory. */
export class RunArchive {
  readonly #runs = new Map<string, Kept>()
  readonly #changed: (listings: readonly RunListing[]) => void
  #number = 0

  constructor(changed: (listings: readonly RunListing[]) => void) {
    this.#changed = changed
  }

  /** Newest first. */
  list(filter: RunFilter = {}): readonly RunListing[] {
    const meant = [...this.#runs.values()].filter(({ run }) => isMeant(run, filter))
    return meant.map(({ listing }) => listing).reverse()
  }

  /** Newest first. */
  sightings(beginning: string, before: number | null): readonly DeviceSighting[] {
    const earlier = [...this.#runs.values()].filter(({ listing }) => before === null || listing.number < before)
    return earlier.reverse().flatMap(({ run, listing }) => sightingsIn(run, listing.number, beginning))
  }

  add(run: Run, openedFrom: string | null = null): RunListing {
    const listing = listRun(run, ++this.#number, openedFrom)
    this.#runs.set(run.run_id, { run, listing })
    this.#changed(this.list())
    return listing
  }

  get(runId: string): Run {
    const kept = this.#runs.get(runId)
    if (!kept) throw new Refusal('gone', 'this run is not kept any more')
    return kept.run
  }

  remove(runId: string): void {
    this.#runs.delete(runId)
    this.#changed(this.list())
  }
}
