import type { OperationKind } from '#shared/api/operation-request.ts'
import type { PreferredAddresses } from '../store/run-store.ts'

/**
 * The request, with the addresses that devices had before as the history recalls them; undefined: it can't. What the
 * user prefers goes before that.
 */
export async function preferRemembered<Request extends OperationKind>(
  request: Request,
  recall: () => Promise<PreferredAddresses | undefined>,
): Promise<Request> {
  // A verdict is not to hang on what this computer remembers, so `verify` is not among them.
  if (request.operation !== 'enumerate' && request.operation !== 'watch') return request
  const before = await recall()
  return before ? { ...request, preferred: { ...usable(before, request), ...request.preferred } } : request
}

/** What may be given out, and is not what the user wants for another device. */
function usable(
  before: PreferredAddresses,
  { pool, preferred }: { readonly pool: readonly number[]; readonly preferred: PreferredAddresses },
): PreferredAddresses {
  const spoken = new Set(Object.values(preferred))
  return Object.fromEntries(
    Object.entries(before).filter(([, address]) => pool.includes(address) && !spoken.has(address)),
  )
}
