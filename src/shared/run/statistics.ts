import type { ArpEvent } from '#shared/arp/events.ts'
import type { Transaction } from '#shared/i2c/recorder.ts'
import type { Run, RunTransaction } from './run.ts'

type ExchangeEvent = Extract<ArpEvent, { type: 'exchange' }>

/** Counts over all transactions of a run, listed or dropped, kept up one transaction at a time. */
export class Statistics {
  #transactions = 0
  #retries = 0
  #nacks = 0
  #pecErrors = 0
  #usbTransfers = 0
  /** Over the transactions where it is known. */
  #wireTimeUs: number | null = null
  #longestSrGapUs: number | null = null

  /** Counts a transaction. */
  add(transaction: Transaction): void {
    this.#transactions++
    if (transaction.outcome.startsWith('nack-')) this.#nacks++
    this.#usbTransfers += transaction.usbTransfers
    if (transaction.wireTimeUs !== null) this.#wireTimeUs = (this.#wireTimeUs ?? 0) + transaction.wireTimeUs
    if (transaction.srGapUs !== null) this.#longestSrGapUs = Math.max(this.#longestSrGapUs ?? 0, transaction.srGapUs)
  }

  /** Counts what the exchange of a transaction tells beyond it. */
  addExchange(transaction: RunTransaction, { retry, withheld }: Pick<ExchangeEvent, 'retry' | 'withheld'>): void {
    if (retry) this.#retries++
    if (hasWrongPec(transaction) || withheld === 'pec') this.#pecErrors++
  }

  /** The counts so far. */
  counts(dropped: number): Run['statistics'] {
    return {
      transactions: this.#transactions,
      retries: this.#retries,
      nacks: this.#nacks,
      pec_errors: this.#pecErrors,
      wire_time_us: this.#wireTimeUs,
      usb_transfers: this.#usbTransfers,
      longest_sr_gap_us: this.#longestSrGapUs,
      transactions_dropped: dropped,
    }
  }
}

/** True for a read that shows a PEC which is not the one computed; of a write only the target knows. */
export function hasWrongPec(transaction: RunTransaction): boolean {
  return transaction.pec_got !== null && transaction.pec_got !== transaction.pec_expected
}
