import type { Run } from '#shared/run/run.ts'
import { isFault, parseFilter, type TransactionFilter } from './transaction-filter.ts'
import { concernOf, devicesByUdid } from './transaction-words.ts'

/** What the dock is asked to show. */
export interface Scope {
  readonly text: string
  /** Only what is about this address; null for all. */
  readonly address: number | null
  readonly onlyFaults: boolean
}

/** The filter of the dock: the words, the address and the faults together; null where all is shown. */
export function dockFilter(
  run: Run | undefined,
  { text, address, onlyFaults }: Scope,
): { readonly filter: TransactionFilter | null; readonly problem: string | null } {
  if (!run) return { filter: null, problem: null }
  const names = devicesByUdid(run)
  const parsed = parseFilter(text, names)
  const filters: TransactionFilter[] = []
  if (parsed.ok && parsed.filter) filters.push(parsed.filter)
  if (address !== null) filters.push((transaction) => concernOf(transaction, names) === address)
  if (onlyFaults) filters.push(isFault)
  const filter: TransactionFilter | null =
    filters.length === 0 ? null : (one, before) => filters.every((each) => each(one, before))
  return { filter, problem: parsed.ok ? null : parsed.message }
}
