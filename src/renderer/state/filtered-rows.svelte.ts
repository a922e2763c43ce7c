import type { RunTransaction } from '#shared/run/run.ts'
import type { TransactionFilter } from '../model/transaction-filter.ts'

/** Work at a stretch is kept below this, so that the page answers in between. */
const SLICE_MS = 8
const CHECK_EVERY = 256

/** The transactions that pass a filter, found in slices: 200,000 of them do not hold the page up. */
export class FilteredRows {
  #rows = $state.raw<readonly number[] | null>(null)
  #isSearching = $state(false)
  #round = 0

  /** Indexes of what passed; null where everything does. */
  get rows(): readonly number[] | null {
    return this.#rows
  }

  get isSearching(): boolean {
    return this.#isSearching
  }

  /** Filters anew. Where the list only grew, the rows before keep standing until the new ones are there. */
  async apply(transactions: readonly RunTransaction[], filter: TransactionFilter | null): Promise<void> {
    const round = ++this.#round
    if (filter === null) {
      this.#rows = null
      this.#isSearching = false
      return
    }
    this.#isSearching = true
    const found: number[] = []
    let sliceEnds = performance.now() + SLICE_MS
    for (let i = 0; i < transactions.length; i++) {
      const transaction = transactions[i]
      if (transaction && filter(transaction, transactions[i - 1])) found.push(i)
      if (i % CHECK_EVERY !== 0 || performance.now() < sliceEnds) continue
      await nextTurn()
      if (round !== this.#round) return
      sliceEnds = performance.now() + SLICE_MS
    }
    this.#rows = found
    this.#isSearching = false
  }
}

/** A macrotask that is not throttled as timers are. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => {
      port1.close()
      resolve()
    }
    port2.postMessage(null)
  })
}
