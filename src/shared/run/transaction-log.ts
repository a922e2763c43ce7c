import { formatAddress } from '#shared/i2c/address.ts'
import type { Transaction } from '#shared/i2c/recorder.ts'
import type { RunTransaction } from './run.ts'

/**
 * The transactions of a run in the order of their `seq`. With a `capacity` it is a ring: the oldest give way,
 * all but those that are evidence of something, which stay for good.
 */
export class TransactionLog {
  readonly #capacity: number
  /** Evidence that left the ring. */
  readonly #kept: RunTransaction[] = []
  readonly #evidence = new Set<number>()
  #recent: (RunTransaction | undefined)[] = []
  /** Entries of `#recent` before this one have left the ring; emptied at once and cut off in bulk, so that leaving costs O(1). */
  #head = 0
  #dropped = 0

  constructor(capacity = Number.POSITIVE_INFINITY) {
    this.#capacity = capacity
  }

  /** Transactions no longer listed. */
  get dropped(): number {
    return this.#dropped
  }

  /** The transactions listed, as they stand at this moment. */
  list(): readonly RunTransaction[] {
    return this.#kept.concat(this.#recent.filter((transaction) => transaction !== undefined))
  }

  /**
   * Appends a transaction, its step and PEC still unknown.
   * @throws RangeError unless `seq` is higher than every one before
   */
  append(transaction: Transaction): void {
    const last = this.#recent.at(-1)
    if (last && transaction.seq <= last.seq) {
      throw new RangeError(`transaction: seq ${transaction.seq} came after ${last.seq}`)
    }
    this.#recent.push(listed(transaction))
    if (this.#recent.length - this.#head > this.#capacity) this.#dropOldest()
  }

  /** Adds to transaction `seq` what is learnt of it later. Undefined when it is no longer listed, or never was. */
  amend(seq: number, amendment: Partial<RunTransaction>): RunTransaction | undefined {
    const index = this.#indexOf(seq)
    const found = this.#recent[index]
    if (found?.seq !== seq) return undefined
    const amended = { ...found, ...amendment }
    this.#recent[index] = amended
    return amended
  }

  /** Marks transactions as evidence. Those that have left the ring already are past saving. */
  keep(evidence: readonly number[]): void {
    if (this.#capacity === Number.POSITIVE_INFINITY) return
    const oldest = this.#recent[this.#head]?.seq ?? 0
    for (const seq of evidence) if (seq >= oldest) this.#evidence.add(seq)
  }

  #dropOldest(): void {
    const oldest = this.#recent[this.#head]
    this.#recent[this.#head++] = undefined
    if (oldest && this.#evidence.delete(oldest.seq)) this.#kept.push(oldest)
    else this.#dropped++
    if (this.#head < this.#capacity) return
    this.#recent = this.#recent.slice(this.#head)
    this.#head = 0
  }

  /** Where `seq` stands in the ring, or would. What is asked for is nearly always the last. */
  #indexOf(seq: number): number {
    let [low, high] = [this.#head, this.#recent.length - 1]
    if (this.#recent[high]?.seq === seq) return high
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#recent[middle]?.seq ?? 0) < seq) low = middle + 1
      else high = middle
    }
    return low
  }
}

function listed(transaction: Transaction): RunTransaction {
  return {
    seq: transaction.seq,
    t_us: transaction.tUs,
    duration_us: transaction.durationUs,
    step: null,
    address: formatAddress(transaction.address),
    operation: transaction.operation,
    written: transaction.written,
    read: transaction.read,
    outcome: transaction.outcome,
    nack_index: transaction.nackIndex,
    pec_expected: null,
    pec_got: null,
    pec_checked_by: null,
    sr_gap_us: transaction.srGapUs,
    usb_transfers: transaction.usbTransfers,
  }
}
