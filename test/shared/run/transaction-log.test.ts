import { describe, expect, it } from 'vitest'
import { RunFold } from '#shared/run/fold.ts'
import { foldAll } from '../../support/arbitrary-run.ts'
import { deviceEvent, exchangeEvent, I217, STARTED, transactionEvent } from '../../support/example-run.ts'

const CAPACITY = 10_000
const WATCH = { ...STARTED, operation: 'watch' } as const

function watch(transactions: number, onTransaction: (fold: RunFold, seq: number) => void = () => {}): RunFold {
  const fold = new RunFold()
  fold.add(WATCH)
  for (let seq = 1; seq <= transactions; seq++) {
    fold.add(transactionEvent(seq))
    fold.add(exchangeEvent(seq, { step: 'watch' }))
    onTransaction(fold, seq)
  }
  return fold
}

describe('the transactions of a watch', () => {
  it('are all listed as long as they fit', () => {
    const run = watch(CAPACITY).run
    expect(run?.transactions).toHaveLength(CAPACITY)
    expect(run?.statistics.transactions_dropped).toBe(0)
  })

  it('are the last 10,000, the others counted', () => {
    const run = watch(2 * CAPACITY + 5).run
    expect(run?.transactions.map(({ seq }) => seq)).toEqual(
      Array.from({ length: CAPACITY }, (_, i) => CAPACITY + 6 + i),
    )
    expect(run?.transactions.every(({ step }) => step === 'watch')).toBe(true)
    expect(run?.statistics).toMatchObject({ transactions: 2 * CAPACITY + 5, transactions_dropped: CAPACITY + 5 })
  })

  it('stay for good where they are the evidence of something', () => {
    const run = watch(2 * CAPACITY, (fold, seq) => {
      if (seq === 7) fold.add(deviceEvent(0, I217, { evidence: [3, 7] }))
      if (seq === 20)
        fold.add({ type: 'presence', change: 'joined', tUtc: STARTED.startedUtc, device: 0, evidence: [20] })
      if (seq === CAPACITY + 500) fold.add(deviceEvent(0, I217, { evidence: [3, 7, 9] }))
    }).run
    expect(run?.transactions.slice(0, 4).map(({ seq }) => seq)).toEqual([3, 7, 20, CAPACITY + 1])
    expect(run?.statistics.transactions_dropped).toBe(CAPACITY - 3)
  })
})

it('lists every transaction of any other operation', () => {
  const events = Array.from({ length: CAPACITY + 50 }, (_, i) => transactionEvent(i + 1))
  expect(foldAll([STARTED, ...events]).transactions).toHaveLength(CAPACITY + 50)
})
