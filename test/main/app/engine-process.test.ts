import { EventEmitter } from 'node:events'
import { describe, expect, it } from 'vitest'
import type { NoticeName, Notices } from '#shared/api/contract.ts'
import { RunFold } from '#shared/run/fold.ts'
import { EngineProcess, type EngineChild } from '../../../src/main/app/engine-process.ts'
import type { FromEngine, ToEngine } from '../../../src/main/engine/process-messages.ts'
import { runEvents } from './run-events.ts'

const RUN_ID = '11111111-1111-4111-8111-111111111111'

/** A process that does what the test says. */
class ScriptedChild extends EventEmitter implements EngineChild {
  readonly heard: ToEngine[] = []

  postMessage(message: ToEngine): void {
    this.heard.push(message)
  }

  say(message: FromEngine): void {
    this.emit('message', message)
  }

  die(code: number): void {
    this.emit('exit', code)
  }

  kill(): boolean {
    this.die(9)
    return true
  }
}

function bench() {
  const children: ScriptedChild[] = []
  const told: { name: NoticeName; notice: Notices[NoticeName] }[] = []
  const log: string[] = []
  let nowMs = 0
  const engine = new EngineProcess({
    fork: () => {
      children.push(new ScriptedChild())
      return children.at(-1)!
    },
    tell: (name, notice) => told.push({ name, notice }),
    nowMs: () => nowMs,
    log: (line) => log.push(line),
  })
  const of = (wanted: NoticeName): unknown[] => told.filter(({ name }) => name === wanted).map(({ notice }) => notice)
  return { engine, children, told, log, of, passMs: (ms: number) => (nowMs += ms) }
}

describe('the process of the engine', () => {
  it('answers each request with its own reply, in whatever order they come', async () => {
    const { engine, children } = bench()
    const first = engine.request('history:list', null)
    const second = engine.request('settings:read', null)
    children[0]!.say({ id: 2, reply: { ok: true, value: 'second' } })
    children[0]!.say({ id: 1, reply: { ok: true, value: 'first' } })
    expect([await first, await second]).toEqual([
      { ok: true, value: 'first' },
      { ok: true, value: 'second' },
    ])
  })

  it('that dies is started again, which is said, and what was asked of it is lost', async () => {
    const { engine, children, of, log } = bench()
    const asked = engine.request('adapters:list', null)
    children[0]!.die(139)
    expect(await asked).toMatchObject({ ok: false, error: { kind: 'lost' } })
    expect(of('engine')).toMatchObject([{ state: 'restarting', message: expect.stringContaining('139') as string }])
    expect(children).toHaveLength(2)
    expect(children[1]!.heard).toMatchObject([{ restarted: { kept: null } }])
    expect(log).toEqual(['the engine ended unexpectedly (139)'])
  })

  it('that dies in a run hands what there is of it to the next one', async () => {
    const { engine, children, of } = bench()
    const events = (await runEvents(RUN_ID)).slice(0, 30)
    children[0]!.say({ notice: 'run:events', value: { runId: RUN_ID, from: 0, events: events.slice(0, 10) } })
    children[0]!.say({ notice: 'run:events', value: { runId: RUN_ID, from: 10, events: events.slice(10) } })
    expect(engine.runId).toBe(RUN_ID)
    children[0]!.die(1)
    const fold = new RunFold()
    for (const event of events) fold.add(event)
    expect(children[1]!.heard).toMatchObject([
      {
        restarted: {
          kept: {
            run_id: RUN_ID,
            complete: false,
            transactions: fold.run!.transactions,
            findings: [{ code: 'interrupted', severity: 'error' }],
          },
        },
      },
    ])
    expect(of('run:ended')).toMatchObject([{ runId: RUN_ID, error: { kind: 'lost' } }])
    expect(engine.runId).toBeNull()
  })

  it('is asked again for a batch that was left out', async () => {
    const { children } = bench()
    const events = await runEvents(RUN_ID)
    children[0]!.say({ notice: 'run:events', value: { runId: RUN_ID, from: 5, events: events.slice(5, 8) } })
    expect(children[0]!.heard).toMatchObject([{ request: 'run:events', argument: { runId: RUN_ID, from: 0 } }])
    children[0]!.say({ id: 1, reply: { ok: true, value: { runId: RUN_ID, from: 0, events: events.slice(0, 8) } } })
    await Promise.resolve()
    children[0]!.die(1)
    const transactions = events.slice(0, 8).filter(({ type }) => type === 'transaction').length
    expect(children[1]!.heard).toMatchObject([{ restarted: { kept: { statistics: { transactions } } } }])
  })

  it('that dies again and again is given up, until somebody asks for it', async () => {
    const { engine, children, of } = bench()
    for (let death = 0; death < 4; death++) children.at(-1)!.die(1)
    expect(children).toHaveLength(4)
    expect(of('engine').at(-1)).toMatchObject({ state: 'lost' })
    expect(await engine.request('engine:state', null)).toMatchObject({ ok: true, value: { state: 'lost' } })
    expect(await engine.request('adapters:list', null)).toMatchObject({ ok: false, error: { kind: 'lost' } })
    expect(await engine.request('engine:restart', null)).toEqual({ ok: true, value: null })
    expect(children).toHaveLength(5)
  })

  it('that dies now and then is always started again', () => {
    const { children, passMs } = bench()
    for (let death = 0; death < 10; death++) {
      passMs(30_000)
      children.at(-1)!.die(1)
    }
    expect(children).toHaveLength(11)
  })

  it('is told to end, and is not started again then', async () => {
    const { engine, children, of } = bench()
    const ended = engine.end()
    expect(children[0]!.heard).toEqual([{ end: true }])
    children[0]!.die(0)
    await ended
    expect({ started: children.length, told: of('engine') }).toEqual({ started: 1, told: [] })
  })

  it('tells when its run is over', async () => {
    const { engine, children } = bench()
    const events = await runEvents(RUN_ID)
    children[0]!.say({ notice: 'run:events', value: { runId: RUN_ID, from: 0, events } })
    const over = engine.runOver()
    children[0]!.say({ notice: 'run:ended', value: { runId: RUN_ID, error: null } })
    await expect(over).resolves.toBeUndefined()
  })
})
