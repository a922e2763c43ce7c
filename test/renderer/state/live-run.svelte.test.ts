import { describe, expect, it, onTestFinished } from 'vitest'
import type { NoticeName, Notices, RunEventBatch } from '../../../src/shared/api/contract.ts'
import type { ArpEvent } from '../../../src/shared/arp/events.ts'
import { NoticeBoard } from '../../../src/renderer/hosts/notice-board.ts'
import { SimulatedHost } from '../../../src/renderer/hosts/simulated/simulated-host.ts'
import { answerOf } from '../../../src/renderer/state/answers.ts'
import { LiveRun } from '../../../src/renderer/state/live-run.svelte.ts'

const SELECTOR = 'sim:pcie-card@ideal'
const NONE = { preferred: {}, reserved: [], probe: true, move: false, withFixed: false, resetFirst: false }
const REQUEST = { operation: 'enumerate', pool: [0x11, 0x12], prepareAnyway: false, ...NONE } as const

/** An engine whose batches a test delivers as it likes; asked for events, it gives all from there on. */
class SlowPost extends SimulatedHost {
  readonly board = new NoticeBoard()
  events: readonly ArpEvent[] = []

  override on<K extends NoticeName>(name: K, listener: (notice: Notices[K]) => void): () => void {
    return this.board.on(name, listener)
  }
}

async function recorded(): Promise<{ runId: string; host: SlowPost }> {
  const host = new SlowPost()
  const real = new SimulatedHost()
  const runId = crypto.randomUUID()
  await real.request('consent:arm', { selector: SELECTOR })
  const ended = new Promise((resolve) => real.on('run:ended', resolve))
  answerOf(await real.request('run:start', { runId, bus: { selector: SELECTOR }, request: REQUEST }))
  await ended
  host.events = answerOf(await real.request('run:events', { runId, from: 0 })).events
  host.request = (name: string, argument: RunEventBatch) =>
    name === 'run:events'
      ? Promise.resolve({ ok: true, value: { ...argument, events: host.events.slice(argument.from) } })
      : Promise.resolve({ ok: true, value: null })
  return { runId, host }
}

describe('a run as the page follows it', () => {
  it('hears each event once, in order, when batches are lost, doubled and late', async () => {
    const { runId, host } = await recorded()
    const heard: ArpEvent[] = []
    const live = new LiveRun(host, runId, (event) => heard.push(event))
    onTestFinished(live.follow())
    const post = (from: number, to: number): void => {
      host.board.post('run:events', { runId, from, events: host.events.slice(from, to) })
    }
    post(0, 5)
    post(0, 5)
    post(3, 8)
    post(20, 24)
    post(8, 12)
    host.board.post('run:ended', { runId, error: null })
    await live.ended
    expect(heard).toEqual(host.events)
    expect(live.run?.summary).toMatchObject({ devices: 4, confirmed: 4 })
  })

  it('ends with what refused it, nothing having been heard', async () => {
    const host = new SimulatedHost()
    const live = new LiveRun(host, crypto.randomUUID(), () => undefined)
    onTestFinished(live.follow())
    await live.start({ bus: { selector: SELECTOR }, request: REQUEST })
    expect(live.isOver).toBe(true)
    expect(live.error).toMatchObject({ kind: 'consent' })
    expect(live.run).toBeUndefined()
  })

  it('keeps what there is when the engine goes away', async () => {
    const { runId, host } = await recorded()
    const live = new LiveRun(host, runId, () => undefined)
    onTestFinished(live.follow())
    host.board.post('run:events', { runId, from: 0, events: host.events.slice(0, 30) })
    live.lose()
    expect(live.error).toMatchObject({ kind: 'lost' })
    expect(live.run?.transactions.length).toBeGreaterThan(3)
  })
})
