import { describe, expect, it } from 'vitest'
import type { ArpEvent } from '#shared/arp/events.ts'
import { RunFold } from '#shared/run/fold.ts'
import { exchangeEvent, STARTED, transactionEvent } from '../../support/example-run.ts'

const TRANSACTIONS = 60_000
/** Arrays up to this length are not what makes a fold slow. */
const SHORT = 50

type ArrayMethod = (this: unknown[], ...args: unknown[]) => unknown

describe('adding events', () => {
  it('of a long run copies nothing', () => {
    const fold = new RunFold()
    fold.add(STARTED)
    expect(elementsCopiedBy(() => addTransactions(fold))).toBe(0)
    expect(fold.run?.transactions).toHaveLength(TRANSACTIONS)
  })

  it('of a watch copies at most two transactions for each added', () => {
    const fold = new RunFold()
    fold.add({ ...STARTED, operation: 'watch' })
    const copied = elementsCopiedBy(() => addTransactions(fold))
    expect(copied).toBeGreaterThan(0)
    expect(copied).toBeLessThanOrEqual(2 * TRANSACTIONS)
    expect(fold.run?.transactions).toHaveLength(10_000)
  })

  it('leaves what it listed before untouched', () => {
    const fold = new RunFold()
    const first: ArpEvent[] = [STARTED, transactionEvent(1), exchangeEvent(1)]
    for (const event of first) fold.add(event)
    const before = fold.run?.transactions[0]
    for (const event of [transactionEvent(2), exchangeEvent(2)]) fold.add(event)
    expect(fold.run?.transactions[0]).toBe(before)
  })
})

function addTransactions(fold: RunFold): void {
  for (let seq = 1; seq <= TRANSACTIONS; seq++) {
    fold.add(transactionEvent(seq))
    fold.add(exchangeEvent(seq))
  }
}

/** Elements of long arrays that whole-array methods and iteration ran over: what a fold that copies its list is full of. */
function elementsCopiedBy(work: () => void): number {
  let copied = 0
  const methods = [
    'slice',
    'concat',
    'map',
    'filter',
    'forEach',
    'splice',
    'shift',
    'toSpliced',
    Symbol.iterator,
  ] as const
  const originals = methods.map((method) => [method, Reflect.get(Array.prototype, method) as ArrayMethod] as const)
  for (const [method, original] of originals) {
    const counting: ArrayMethod = function (...args) {
      if (this.length > SHORT) copied += this.length
      return Reflect.apply(original, this, args)
    }
    Object.defineProperty(Array.prototype, method, { value: counting, configurable: true, writable: true })
  }
  try {
    work()
  } finally {
    for (const [method, value] of originals) {
      Object.defineProperty(Array.prototype, method, { value, configurable: true, writable: true })
    }
  }
  return copied
}
