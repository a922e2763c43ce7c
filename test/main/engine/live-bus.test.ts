import { describe, expect, it } from 'vitest'
import type { Clock } from '#shared/i2c/clock.ts'
import { Recorder } from '#shared/i2c/recorder.ts'
import { SimClock } from '#shared/sim/clock.ts'
import { BusGate } from '../../../src/main/engine/bus-gate.ts'
import { liveSource } from '../../../src/main/engine/live-bus.ts'
import { systemClock } from '../../../src/main/engine/system-clock.ts'
import { simulatedSource } from '../../../src/main/engine/simulated-source.ts'
import { ENUMERATE } from '../../support/enumerate-request.ts'
import { recordedEngine } from './recorded-engine.ts'

const selector = { kind: 'sim', scenario: { builtIn: 'pcie-card' }, chip: 'ideal' } as const

describe('a bus as people watch it', () => {
  it('lets everybody have their turn after each transaction, simulated or not', async () => {
    const bus = await liveSource(await simulatedSource(selector), new BusGate(), systemClock).open(100_000)
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

/** A clock that stands where its sleeps have brought it, and says when it was slept on. */
function waitedClock() {
  const time = new SimClock()
  const waitsMs: number[] = []
  const clock: Clock = {
    nowUs: () => time.nowUs(),
    utcMs: () => time.utcMs(),
    sleep: async (ms, signal) => {
      waitsMs.push(ms)
      await time.sleep(ms, signal)
    },
  }
  return { clock, waitsMs }
}

const WATCH = { ...ENUMERATE, operation: 'watch', intervalMs: 2000, assign: true } as const

async function watchFor(forMs: number | null) {
  const { clock, waitsMs } = waitedClock()
  const { engine } = recordedEngine({ clock })
  engine.arm('sim:hot-plug', 'ana')
  const stop = new AbortController()
  const presence: string[] = []
  const run = await engine.run(
    { selector: 'sim:hot-plug' },
    { ...WATCH, forMs },
    {
      signal: stop.signal,
      observe: (event) => {
        if (event.type === 'presence') presence.push(event.change)
        if (presence.length === 6) stop.abort(new DOMException('enough', 'AbortError'))
      },
    },
  )
  return { run, waits: waitsMs.filter((ms) => ms === WATCH.intervalMs).length, nowMs: clock.nowUs() / 1000 }
}

describe('a watch of a simulated bus', () => {
  it('without an end waits in real time: nobody computes a day of it in a minute', async () => {
    const { run, waits, nowMs } = await watchFor(null)
    // The last device leaves after 15 s, seen in the eighth round.
    expect(waits).toBeGreaterThanOrEqual(8)
    expect(nowMs).toBeGreaterThan(16_000)
    expect(Math.abs(nowMs - run.duration_ms)).toBeLessThan(5)
  })

  it('with an end takes no time', async () => {
    const { run, waits } = await watchFor(60_000)
    expect(waits).toBe(0)
    expect(run.duration_ms).toBeGreaterThan(15_000)
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
