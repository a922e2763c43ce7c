import { searchable } from '#shared/api/run-filter.ts'
import { listRun, type RunListing } from '#shared/api/run-listing.ts'
import { renderJson } from '#shared/report/json.ts'
import type { Run } from '#shared/run/run.ts'
import { sha256 } from '../engine/sha256.ts'
import { StoreError } from './run-store.ts'

/** A run as a database keeps it: its document, and what it is found by. */
export interface RunRow {
  readonly runId: string
  readonly operation: string
  readonly verdict: string
  /** Always with milliseconds, so that texts compare as times do. */
  readonly startedUtc: string
  /** Selector, product and serial number in lower case. */
  readonly adapter: string
  /** The listing as JSON; its number is the database's to give. */
  readonly listing: string
  readonly document: string
  readonly found: readonly FoundRow[]
}

/** Something that was on the bus. */
export interface FoundRow {
  /** Null for what is no ARP device. */
  readonly udid: string | null
  readonly address: number | null
}

/** The row of a run. */
export function rowOf(run: Run, openedFrom: string | null): RunRow {
  const { selector, product, serial } = run.adapter
  return {
    runId: run.run_id,
    operation: run.operation,
    verdict: run.summary.verdict,
    startedUtc: new Date(run.started_utc).toISOString(),
    adapter: searchable([selector, product, serial ?? ''].join('\n')),
    listing: JSON.stringify(listRun(run, 0, openedFrom)),
    document: renderJson(run, sha256),
    found: [
      ...run.devices.map(({ udid, address }) => ({ udid, address: address === null ? null : Number(address) })),
      ...run.other_addresses.map(({ address }) => ({ udid: null, address: Number(address) })),
    ],
  }
}

/**
 * A listing from its row.
 * @throws StoreError where the row was damaged
 */
export function listingOf({ number, listing }: { readonly number: number; readonly listing: string }): RunListing {
  try {
    return { ...(JSON.parse(listing) as RunListing), number }
  } catch (error) {
    throw new StoreError(`run number ${number} of the history is damaged, and can't be listed`, { cause: error })
  }
}

/**
 * A run from its row; the digest in it tells whether it is what was stored.
 * @throws StoreError where it is not
 */
export async function runOf(runId: string, document: string): Promise<Run> {
  // With its schema it takes longer to load than all the rest, and most who open a store read no run.
  const { parseRun } = await import('#shared/run/parse-run.ts')
  try {
    return parseRun(document, sha256)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    throw new StoreError(`run ${runId} can't be read: ${error.message}`, { cause: error })
  }
}
