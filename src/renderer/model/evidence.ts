import type { Run, RunDevice } from '#shared/run/run.ts'
import { stepWords } from './transaction-words.ts'

/** Transactions that prove one thing about a device. */
export interface Evidence {
  readonly words: string
  readonly seqs: readonly number[]
}

const WORDS: Readonly<Record<string, string>> = {
  'get-udid': 'found',
  look: 'found',
  walk: 'found',
  assign: 'assigned',
  confirm: 'confirmed',
  watch: 'seen',
}

/** The transactions that prove a device, by what they prove. */
export function evidenceOf({ evidence }: RunDevice, run: Run | undefined): Evidence[] {
  const byWords = new Map<string, number[]>()
  for (const seq of evidence) {
    const transaction = findTransaction(run, seq)
    const words = transaction ? (WORDS[transaction.step ?? ''] ?? stepWords(transaction).name.toLowerCase()) : 'gone'
    byWords.set(words, [...(byWords.get(words) ?? []), seq])
  }
  return [...byWords].map(([words, seqs]) => ({ words, seqs }))
}

/** Where the transaction `seq` stands in a run, or -1: they are in order, and nearly always without gaps. */
export function indexOfSeq(run: Run | undefined, seq: number): number {
  const transactions = run?.transactions ?? []
  if (transactions[seq - 1]?.seq === seq) return seq - 1
  let [low, high] = [0, transactions.length - 1]
  while (low <= high) {
    const middle = (low + high) >> 1
    const found = transactions[middle]?.seq ?? 0
    if (found === seq) return middle
    if (found < seq) low = middle + 1
    else high = middle - 1
  }
  return -1
}

function findTransaction(run: Run | undefined, seq: number): Run['transactions'][number] | undefined {
  return run?.transactions[indexOfSeq(run, seq)]
}
