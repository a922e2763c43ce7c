import type { DeviceSighting } from '#shared/api/device-sighting.ts'
import type { RunFilter } from '#shared/api/run-filter.ts'
import type { RunListing } from '#shared/api/run-listing.ts'
import type { Run } from '#shared/run/run.ts'
import { addressScope, keepRun } from '../../store/keep-run.ts'
import { openStore } from '../../store/open-store.ts'
import { StoreError, type PreferredAddresses, type RunStore } from '../../store/run-store.ts'
import type { StoreLocation } from '../../store/store-location.ts'
import { Refusal } from '#shared/api/refusals.ts'
import { MemoryHistory, type RunHistory } from './run-history.ts'

/** More than anyone scrolls through; a filter finds the older ones. */
const MOST_LISTED = 500

/** The history on disk. Where that can't be used, runs are kept until the program ends, and a line says so. */
export class StoredHistory implements RunHistory {
  readonly #location: StoreLocation
  readonly #log: (line: string) => void
  #store: RunStore | undefined
  #inMemory: MemoryHistory | undefined

  constructor(location: StoreLocation, log: (line: string) => void) {
    this.#location = location
    this.#log = log
  }

  list(filter: RunFilter = {}): Promise<readonly RunListing[]> {
    return this.#attempt(
      (store) => store.list({ limit: MOST_LISTED, ...filter }),
      (memory) => memory.list(filter),
    )
  }

  sightings(beginning: string, before: number | null): Promise<readonly DeviceSighting[]> {
    return this.#attempt(
      (store) => store.sightings(beginning, before),
      (memory) => memory.sightings(beginning, before),
    )
  }

  preferredAddresses(selector: string): Promise<PreferredAddresses> {
    const scope = addressScope(selector)
    return this.#attempt(
      (store) => store.preferredAddresses(scope),
      (memory) => memory.preferredAddresses(),
    )
  }

  /** @throws Refusal for a run that can't be read: the others still can */
  get(runId: string): Promise<Run | undefined> {
    return this.#attempt(
      (store) =>
        store.get(runId).catch((error: unknown) => {
          throw error instanceof StoreError ? new Refusal('gone', error.message) : error
        }),
      (memory) => memory.get(runId),
    )
  }

  add(run: Run, openedFrom: string | null): Promise<RunListing> {
    return this.#attempt(
      (store) => (openedFrom === null ? keepRun(store, run) : store.add(run, openedFrom)),
      (memory) => memory.add(run, openedFrom),
    )
  }

  remove(runId: string): Promise<void> {
    return this.#attempt(
      (store) => store.remove(runId),
      (memory) => memory.remove(runId),
    )
  }

  async #attempt<T>(
    onDisk: (store: RunStore) => Promise<T>,
    inMemory: (history: MemoryHistory) => Promise<T>,
  ): Promise<T> {
    if (this.#inMemory) return inMemory(this.#inMemory)
    try {
      this.#store ??= openStore(this.#location, this.#log)
      return await onDisk(this.#store)
    } catch (error) {
      if (!(error instanceof StoreError)) throw error
      this.#log(`the history can't be used, so runs are kept until the program ends only: ${error.message}`)
      this.#inMemory ??= new MemoryHistory()
      return inMemory(this.#inMemory)
    }
  }
}
