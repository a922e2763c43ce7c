import type { RunListing } from '#shared/api/run-listing.ts'
import type { Udid } from '#shared/arp/udid.ts'
import type { Run } from '#shared/run/run.ts'
import { formatSelector, parseSelector } from '#shared/adapters/selector.ts'
import type { PreferredAddresses, RunStore } from './run-store.ts'

/** The operations that decide who has which address. */
const DECIDES: ReadonlySet<Run['operation']> = new Set(['enumerate', 'watch', 'verify', 'assign'])

/** Takes a run made here into a store, and with it the addresses its devices came to have. */
export async function keepRun(store: RunStore, run: Run): Promise<RunListing> {
  const listing = await store.add(run, null)
  const addresses = settledAddresses(run)
  if (Object.keys(addresses).length > 0) await store.recordAddresses(addressScope(run.adapter.selector), addresses)
  return listing
}

/**
 * Whose addresses are to be stable together: real devices keep theirs from adapter to adapter, a simulated card is a
 * world of its own.
 */
export function addressScope(selector: string): string {
  const parsed = parseSelector(selector)
  return parsed.kind === 'sim' ? formatSelector(parsed) : ''
}

/**
 * The address that each device is sure to have. One whose UDID is another after each reset is not known again by it,
 * and twins can't be told apart.
 */
function settledAddresses({ operation, devices }: Run): PreferredAddresses {
  if (!DECIDES.has(operation)) return {}
  const settled: Record<Udid, number> = {}
  for (const { udid, address, address_type: type, confirmed } of devices) {
    const isTwin = devices.filter((other) => other.udid === udid).length > 1
    if (confirmed && address !== null && type !== 'random' && !isTwin) settled[udid] = Number(address)
  }
  return settled
}
