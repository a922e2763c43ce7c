import type { DeviceSighting } from '#shared/api/device-sighting.ts'
import type { RunFilter } from '#shared/api/run-filter.ts'
import type { RunListing } from '#shared/api/run-listing.ts'
import type { Udid } from '#shared/arp/udid.ts'
import type { Run } from '#shared/run/run.ts'

/** How many runs are listed unless told otherwise. */
export const USUAL_LIMIT = 100

/** What is to go: a run that meets either. */
export interface PruneLimits {
  /** All but this many, the newest ones. */
  readonly keep?: number
  /** Those that started before then. */
  readonly beforeUtc?: string
}

/** Addresses by UDID. */
export type PreferredAddresses = Readonly<Record<Udid, number>>

/**
 * Keeps runs, and which address each device had last. When a call settles, what it changed is on disk; a run is there
 * whole or not at all, however the process ends. Newest first means: in the order they were taken in.
 * @throws StoreError from every method
 */
export interface RunStore extends AsyncDisposable {
  /** Takes a run in; one that is there already becomes the newest. `openedFrom`: the file it was read from. */
  add(run: Run, openedFrom: string | null): Promise<RunListing>
  /** Newest first; {@link USUAL_LIMIT} unless told otherwise. */
  list(filter: RunFilter): Promise<readonly RunListing[]>
  /** Undefined where there is no such run. */
  get(runId: string): Promise<Run | undefined>
  /** The ids that begin so, newest first, a few at most. */
  idsFrom(prefix: string): Promise<readonly string[]>
  /** Where a device was in runs before number `before`, newest first; `beginning`: the digits its UDID begins with. */
  sightings(beginning: string, before: number | null): Promise<readonly DeviceSighting[]>
  remove(runId: string): Promise<void>
  /** Answers how many runs went. */
  prune(limits: PruneLimits): Promise<number>
  /** `scope`: whose addresses; see `addressScope`. The latest {@link MOST_PREFERRED}. */
  preferredAddresses(scope: string): Promise<PreferredAddresses>
  recordAddresses(scope: string, addresses: PreferredAddresses): Promise<void>
}

/** Above every run's number. */
export const NO_NUMBER = 2 ** 31 - 1

/** How many ids {@link RunStore.idsFrom} gives: enough to show what an ambiguous one could mean. */
export const MOST_IDS = 5

/** Far more devices than addresses: older ones would be refused all the same. */
export const MOST_PREFERRED = 1000

/** A store that can't be used, or a run in it that can't be read. `message` is one line for people. */
export class StoreError extends Error {
  override readonly name = 'StoreError'
}
