import type { DeviceSighting } from '#shared/api/device-sighting.ts'
import { RunArchive } from '#shared/api/run-archive.ts'
import type { RunFilter } from '#shared/api/run-filter.ts'
import type { RunListing } from '#shared/api/run-listing.ts'
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

/** A history that ends with the process. */
export class MemoryHistory implements RunHistory {
  readonly #archive = new RunArchive()

  list(filter?: RunFilter): Promise<readonly RunListing[]> {
    return Promise.resolve(this.#archive.list(filter))
  }

  sightings(beginning: string, before: number | null): Promise<readonly DeviceSighting[]> {
    return Promise.resolve(this.#archive.sightings(beginning, before))
  }

  /** What ends with the process is not worth remembering. */
  preferredAddresses(): Promise<PreferredAddresses> {
    return Promise.resolve({})
  }

  get(runId: string): Promise<Run | undefined> {
    return Promise.resolve(this.#archive.get(runId))
  }

  add(run: Run, openedFrom: string | null): Promise<RunListing> {
    return Promise.resolve(this.#archive.add(run, openedFrom))
  }

  remove(runId: string): Promise<void> {
    this.#archive.remove(runId)
    return Promise.resolve()
  }
}
