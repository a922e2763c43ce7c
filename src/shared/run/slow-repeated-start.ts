import { finding, type Finding, type Severity } from '#shared/arp/findings.ts'
import type { RunTransaction } from './run.ts'
import { hasWrongPec } from './statistics.ts'

const NOTABLE_GAP_US = 10_000
/** SMBus targets may give up when SCL stays low for 25 ms (tTIMEOUT,min). */
const TIMEOUT_GAP_US = 25_000

const MEANING: Record<Severity, string> = {
  info: 'over 10 ms, still under the 25 ms after which targets may give up',
  warning: 'over 25 ms, after which targets may give up',
  error: 'and failed, where a quicker retry went through: the adapter or its computer is too slow for this target',
}

interface Tally {
  readonly count: number
  readonly longest: RunTransaction
}

/**
 * How long SCL may have stayed low between a write and its repeated START, by the host's upper bound. One finding
 * a severity for the whole run: on a slow computer every transaction is slow.
 */
export class SlowRepeatedStarts {
  readonly #tallies = new Map<Severity, Tally>()
  /** Slow and failed; its retry, if there is one, decides what that means. */
  #suspect: RunTransaction | undefined

  /** Judges a transaction of which all is known. */
  add(transaction: RunTransaction, retry: boolean): void {
    this.#settleSuspect(retry ? transaction : undefined)
    if ((transaction.sr_gap_us ?? 0) <= NOTABLE_GAP_US) return
    if (failed(transaction)) this.#suspect = transaction
    else count(this.#tallies, transaction, usualSeverity(transaction))
  }

  /** The findings so far, mildest first. */
  findings(): Finding[] {
    const tallies = new Map(this.#tallies)
    if (this.#suspect) count(tallies, this.#suspect, usualSeverity(this.#suspect))
    return (['info', 'warning', 'error'] as const).flatMap((severity) => {
      const tally = tallies.get(severity)
      return tally ? [finding('slow-repeated-start', message(tally, severity), [tally.longest.seq], severity)] : []
    })
  }

  #settleSuspect(retry: RunTransaction | undefined): void {
    const suspect = this.#suspect
    if (!suspect) return
    this.#suspect = undefined
    const isProof = retry && isRepeat(retry, suspect) && !failed(retry) && isQuicker(retry, suspect)
    count(this.#tallies, suspect, isProof ? 'error' : usualSeverity(suspect))
  }
}

function count(tallies: Map<Severity, Tally>, transaction: RunTransaction, severity: Severity): void {
  const tally = tallies.get(severity) ?? { count: 0, longest: transaction }
  const longest = isQuicker(tally.longest, transaction) ? transaction : tally.longest
  tallies.set(severity, { count: tally.count + 1, longest })
}

function usualSeverity(transaction: RunTransaction): Severity {
  return (transaction.sr_gap_us ?? 0) > TIMEOUT_GAP_US ? 'warning' : 'info'
}

function failed(transaction: RunTransaction): boolean {
  return transaction.outcome !== 'ok' || hasWrongPec(transaction)
}

function isRepeat(later: RunTransaction, earlier: RunTransaction): boolean {
  return later.address === earlier.address && later.operation === earlier.operation && later.written === earlier.written
}

function isQuicker(one: RunTransaction, other: RunTransaction): boolean {
  return one.sr_gap_us !== null && other.sr_gap_us !== null && one.sr_gap_us < other.sr_gap_us
}

function message({ count, longest }: Tally, severity: Severity): string {
  const times = count === 1 ? '1 transaction' : `${count} transactions`
  const longestMs = ((longest.sr_gap_us ?? 0) / 1000).toFixed(1)
  return `SCL may have stayed low before the repeated START of ${times}, ${longestMs} ms at most (transaction ${longest.seq}): ${MEANING[severity]}`
}
