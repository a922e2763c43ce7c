import { describe, expect, it } from 'vitest'
import { Recorder } from '#shared/i2c/recorder.ts'
import { BusGate } from '../../../src/main/engine/bus-gate.ts'
import { liveSource } from '../../../src/main/engine/live-bus.ts'
import { simulatedSource } from '../../../src/main/engine/simulated-source.ts'

const selector = { kind: 'sim', scenario: { builtIn: 'pcie-card' }, chip: 'ideal' } as const

describe('a bus as people watch it', () => {
  it('lets everybody have their turn after each transaction, simulated or not', async () => {
    const bus = await liveSource(await simulatedSource(selector), new BusGate()).open(100_000)
    const link = bus.connect(new Recorder(bus.clock, () => undefined))
    let turns = 0
    const takeTurn = (): void => {
      turns++
      next = setImmediate(takeTurn)
    }
    let next = setImmediate(takeTurn)
    for (let i = 0; i < 20; i++) await link.probe(0x50)
    clearImmediate(next)
    expect(turns).toBeGreaterThanOrEqual(20)
    await bus[Symbol.asyncDispose]()
  })
})

describe('work that takes long', () => {
  it('is done at once where no transaction is open', async () => {
    const done: string[] = []
    const work = new BusGate().betweenTransactions(() => done.push('work'))
    expect(done).toEqual(['work'])
    await work
  })

  it('waits for the end of the transaction, and comes before the next one', async () => {
    const gate = new BusGate()
    const order: string[] = []
    const first = Promise.withResolvers<null>()
    const transactions = (async () => {
      await gate.transaction(() => first.promise)
      await gate.transaction(() => Promise.resolve(void order.push('second transaction')))
    })()
    const work = gate.betweenTransactions(() => order.push('work'))
    expect(order).toEqual([])
    first.resolve(null)
    await Promise.all([transactions, work])
    expect(order).toEqual(['work', 'second transaction'])
  })

  it('that fails fails alone', async () => {
    const gate = new BusGate()
    const first = Promise.withResolvers<string>()
    const transaction = gate.transaction(() => first.promise)
    const work = gate.betweenTransactions(() => {
      throw new SyntaxError('no Run')
    })
    first.resolve('through')
    await expect(work).rejects.toThrow('no Run')
    expect(await transaction).toBe('through')
  })
})
