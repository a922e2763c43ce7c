import type { Run, RunTransaction } from '#shared/run/run.ts'
import { allFindings } from '#shared/run/summary.ts'

/** More rows than this and nobody reads them; browsers grow slow, and a print runs to a book. */
const MOST_ROWS = 1000

/** Transactions to show; a number stands for that many left out in its place. */
export type Selected = RunTransaction | number

/**
 * The transactions a report shows: all of them, or of a long run those that prove something, then those that went
 * wrong, then the earliest.
 */
export function selectTransactions(run: Run, most = MOST_ROWS): Selected[] {
  const { transactions } = run
  if (transactions.length <= most) return [...transactions]
  const proofs = new Set([...allFindings(run), ...run.devices].flatMap(({ evidence }) => evidence))
  const byWeight = [
    ...transactions.filter(({ seq }) => proofs.has(seq)),
    ...transactions.filter(({ outcome }) => outcome !== 'ok' && outcome !== 'nack-address'),
    ...transactions,
  ]
  const chosen = new Set<RunTransaction>()
  for (const transaction of byWeight) {
    if (chosen.size === most) break
    chosen.add(transaction)
  }
  return withGaps(transactions, chosen)
}

function withGaps(transactions: readonly RunTransaction[], chosen: ReadonlySet<RunTransaction>): Selected[] {
  const selected: Selected[] = []
  for (const transaction of transactions) {
    const last = selected.at(-1)
    if (chosen.has(transaction)) selected.push(transaction)
    else if (typeof last === 'number') selected[selected.length - 1] = last + 1
    else selected.push(1)
  }
  return selected
}
