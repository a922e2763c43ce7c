import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { AdapterListing } from '#shared/api/adapter-list.ts'
import { identifyBy } from '#shared/identify/identify.ts'
import { RunFold } from '#shared/run/fold.ts'
import { SIM_BUS_CAPABILITIES } from '#shared/sim/bus.ts'
import { CONSENT_VALID_MS } from '#shared/api/consent.ts'
import type { FrontEnd } from '../../../../src/main/engine/api/front-ends.ts'
import { apiBench, CARD, RUN_ID, type BenchFrontEnd } from './api-bench.ts'
import { ENUMERATE } from '../../../support/enumerate-request.ts'

const start = { runId: RUN_ID, bus: CARD, request: ENUMERATE }

async function armAndRun(page: BenchFrontEnd, runId = RUN_ID): Promise<void> {
  await page.request('consent:arm', CARD)
  const over = page.next('run:ended')
  await page.request('run:start', { ...start, runId })
  await over
}

describe('a request', () => {
  it.each([
    ['no-such-request', null],
    ['toString', null],
    ['engine:state', 'something'],
    ['run:start', { runId: 'x', bus: CARD, request: ENUMERATE }],
    ['run:start', { ...start, surprise: true }],
    ['run:start', { ...start, request: { ...ENUMERATE, pool: [0x80] } }],
    ['consent:arm', { selector: 7 }],
    ['consent:arm', { selector: 'usb' }],
    ['history:open', { name: 'x', base64: btoa('no JSON') }],
    ['history:open', { name: 'x.arpeggio', base64: btoa('PK no bundle') }],
    ['export:save', { runId: RUN_ID, format: 'csv' }],
  ])('is refused as a value when it can not be met: %s %j', async (name, argument) => {
    const { connect, record, defects } = apiBench()
    const reply = await connect().connection!.request(name, argument)
    expect(reply).toMatchObject({ ok: false, error: { kind: 'request', busKind: null } })
    expect({ addresses: record.addresses, defects }).toEqual({ addresses: [], defects: [] })
  })

  it('that meets a fault of the program says so, and the fault is told', async () => {
    const broken = new TypeError('x is not a function')
    const { connect, defects } = apiBench({
      api: {
        report: () => {
          throw broken
        },
      },
    })
    expect(await connect().request('system:report', null)).toMatchObject({ ok: false, error: { kind: 'defect' } })
    expect(defects).toEqual([broken])
  })
})

describe('a run', () => {
  it('is refused without consent, and nothing is sent', async () => {
    const { connect, record } = apiBench()
    const page = connect()
    expect(await page.request('run:start', start)).toMatchObject({ ok: false, error: { kind: 'consent' } })
    expect(record).toMatchObject({ opened: 0, addresses: [] })
    expect(page.of('run:ended')).toEqual([])
  })

  it('tells every event in its order, then its end, and is in the history', async () => {
    const { connect } = apiBench()
    const page = connect()
    await armAndRun(page)
    const batches = page.of('run:events')
    let next = 0
    const fold = new RunFold(identifyBy({ vendorName: () => undefined }))
    for (const { from, events } of batches) {
      expect(from).toBe(next)
      for (const event of events) fold.add(event)
      next += events.length
    }
    const reply = await page.request('history:run', { runId: RUN_ID })
    expect(reply).toEqual({ ok: true, value: fold.run })
    expect(fold.run).toMatchObject({ run_id: RUN_ID, complete: true, consent: { by: 'ana (a test)' } })
    expect(page.told.findLastIndex(({ name }) => name === 'run:events')).toBeLessThan(
      page.told.findIndex(({ name }) => name === 'run:ended'),
    )
    expect(page.of('run:ended')).toEqual([{ runId: RUN_ID, error: null }])
    expect(page.of('engine').map(({ runId }) => runId)).toEqual([RUN_ID, null])
    expect(page.of('history').at(-1)).toMatchObject([{ runId: RUN_ID, number: 1, openedFrom: null }])
  })

  it('is told in far fewer batches than it has events', async () => {
    const { connect } = apiBench()
    const page = connect()
    await armAndRun(page)
    expect(page.of('run:events').flatMap(({ events }) => events).length).toBeGreaterThan(50)
    expect(page.of('run:events').length).toBeLessThan(20)
  })

  it('gives its events again from any index, also when it is over', async () => {
    const { connect } = apiBench()
    const page = connect()
    await armAndRun(page)
    const all = page.of('run:events').flatMap(({ events }) => events)
    expect(await page.request('run:events', { runId: RUN_ID, from: 5 })).toEqual({
      ok: true,
      value: { runId: RUN_ID, from: 5, events: all.slice(5) },
    })
    const other = { runId: '22222222-2222-4222-8222-222222222222', from: 0 }
    expect(await page.request('run:events', other)).toMatchObject({ ok: false, error: { kind: 'gone' } })
  })

  it('stops between two transactions, and is kept as far as it came', async () => {
    const { connect, record } = apiBench()
    const page = connect()
    await page.request('consent:arm', CARD)
    const over = page.next('run:ended')
    await page.request('run:start', {
      ...start,
      request: { ...ENUMERATE, operation: 'watch', intervalMs: 1000, forMs: null, assign: true },
    })
    await page.request('run:cancel', { runId: RUN_ID })
    await over
    const sent = record.addresses.length
    expect(await page.request('history:run', { runId: RUN_ID })).toMatchObject({
      value: { complete: false, findings: [{ code: 'interrupted' }], statistics: { transactions: sent } },
    })
  })

  it('is refused while another one is under way', async () => {
    const { connect } = apiBench()
    const page = connect()
    await page.request('consent:arm', CARD)
    const over = page.next('run:ended')
    const first = page.request('run:start', start)
    const second = page.request('run:start', { ...start, runId: '22222222-2222-4222-8222-222222222222' })
    expect([await first, await second]).toMatchObject([{ ok: true }, { ok: false, error: { kind: 'busy' } }])
    await over
  })

  it('shows what each part of a simulated card drove', async () => {
    const { createEngine } = await import('../../../../src/main/engine/create-engine.ts')
    const { connect } = apiBench({ api: { engine: createEngine({ name: 'arpeggio', version: '0.0.0' }) } })
    const page = connect()
    await armAndRun(page)
    const { value: run } = (await page.request('history:run', { runId: RUN_ID })) as never as {
      value: { transactions: { seq: number; step: string; outcome: string }[] }
    }
    const { seq } = run.transactions.find(({ step, outcome }) => step === 'get-udid' && outcome === 'ok')!
    const reply = await page.request('run:wire', { runId: RUN_ID, seq })
    const events = reply.ok ? reply.value! : []
    expect([events[0]?.kind, events.at(-1)?.kind]).toEqual(['start', 'stop'])
    const drivers = events.flatMap((event) => (event.kind === 'byte' ? event.drivers : []))
    expect(drivers.some(({ letGoAt }) => letGoAt !== null)).toBe(true)
    expect(await page.request('run:wire', { runId: RUN_ID, seq: 100_000 })).toEqual({ ok: true, value: null })
  })
})

describe('consent', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('is told to everybody, and that it expired', async () => {
    const { connect, clock } = apiBench()
    const [page, watcher] = [connect(), connect()]
    await watcher.request('consent:state', CARD)
    await page.request('consent:arm', CARD)
    clock.passMs(CONSENT_VALID_MS)
    await vi.advanceTimersByTimeAsync(CONSENT_VALID_MS)
    const told = [
      { armed: true, by: 'ana (a test)', remainingMs: CONSENT_VALID_MS, validMs: CONSENT_VALID_MS, ended: null },
      { armed: false, by: null, remainingMs: 0, ended: 'expired' },
    ]
    expect(page.of('consent')).toMatchObject(told)
    expect(watcher.of('consent')).toMatchObject(told)
  })

  it.each([{}, { name: '' }, { name: 'i2c-1' }])('to a bus that others live on is none with %j', async (named) => {
    const { connect } = apiBench()
    const page = connect()
    const own = { selector: 'i2c-dev:0' }
    expect(await page.request('consent:arm', { ...own, ...named })).toMatchObject({
      error: { kind: 'consent', message: expect.stringMatching(/jc42 at 0x18; to arm it, name it: i2c-0/) as string },
    })
    expect(await page.request('consent:state', own)).toMatchObject({ value: { armed: false } })
  })

  it('to a bus that others live on names it, also to those who read the Run', async () => {
    const { connect } = apiBench()
    expect(await connect().request('consent:arm', { selector: 'i2c-dev:0', name: 'i2c-0' })).toMatchObject({
      value: { armed: true, by: 'ana (a test), as i2c-0' },
    })
  })

  it('ends when it is withdrawn, however the bus is spelt', async () => {
    const { connect } = apiBench()
    const page = connect()
    await page.request('consent:arm', CARD)
    const other = { selector: 'sim:pcie-card@mcp2221' }
    expect(await page.request('consent:disarm', other)).toMatchObject({ value: { armed: false, ended: 'withdrawn' } })
    expect(
      page
        .of('consent')
        .filter(({ selector }) => selector === CARD.selector)
        .at(-1)?.armed,
    ).toBe(false)
  })

  it('ends with the adapter', async () => {
    let adapters = [listing('mcp2221:7')]
    let plug: () => void = () => undefined
    const { connect } = apiBench({
      adapters: () => ({ adapters, problems: [] }),
      api: {
        watchPlugs: (changed) => {
          plug = changed
          return Promise.resolve({ [Symbol.dispose]: () => undefined })
        },
      },
    })
    const page = connect()
    await page.request('adapters:list', null)
    await page.request('consent:arm', { selector: 'mcp2221:7' })
    adapters = []
    plug()
    await vi.advanceTimersByTimeAsync(1000)
    expect(page.of('adapters')).toEqual([{ adapters: [], problems: [] }])
    expect(page.of('consent').at(-1)).toMatchObject({ selector: 'mcp2221:7', armed: false, ended: 'adapter-gone' })
  })

  it('ends when the computer slept', async () => {
    const { api, connect } = apiBench()
    const page = connect()
    await page.request('consent:arm', CARD)
    api.wake()
    expect(page.of('consent').at(-1)).toMatchObject({ armed: false, ended: 'expired' })
    expect(page.of('engine').at(-1)?.message).toMatch(/asleep/)
  })

  it.each(['timer', 'request'])('ends when a clock went on without the engine, seen by the next %s', async (seenBy) => {
    const { connect, clock, record } = apiBench()
    const page = connect()
    await page.request('consent:arm', CARD)
    clock.sleepMs(20_000)
    if (seenBy === 'timer') await vi.advanceTimersByTimeAsync(2000)
    else expect(await page.request('run:start', start)).toMatchObject({ ok: false, error: { kind: 'consent' } })
    expect(page.of('consent').at(-1)).toMatchObject({ armed: false, ended: 'expired' })
    expect(page.of('engine').flatMap(({ message }) => message ?? [])).toEqual([expect.stringMatching(/asleep/)])
    expect(record.addresses).toEqual([])
  })

  it('lasts while time passes as it should', async () => {
    const { connect, clock } = apiBench()
    const page = connect()
    await page.request('consent:arm', CARD)
    for (let i = 0; i < 20; i++) {
      clock.passMs(2000)
      await vi.advanceTimersByTimeAsync(2000)
    }
    expect(await page.request('consent:state', CARD)).toMatchObject({ value: { armed: true } })
  })
})

describe('a run that the computer falls asleep over', () => {
  it('stops between two transactions, is kept, and the next one goes on from new consent', async () => {
    const { api, connect, record } = apiBench()
    const page = connect()
    await page.request('consent:arm', CARD)
    const over = page.next('run:ended')
    await page.request('run:start', {
      ...start,
      request: { ...ENUMERATE, operation: 'watch', intervalMs: 1000, forMs: null, assign: true },
    })
    api.sleep()
    await over
    const sent = record.addresses.length
    expect(await page.request('history:run', { runId: RUN_ID })).toMatchObject({
      value: { complete: false, findings: [{ code: 'interrupted' }], statistics: { transactions: sent } },
    })
    api.wake()
    const again = { ...start, runId: '22222222-2222-4222-8222-222222222222' }
    expect(await page.request('run:start', again)).toMatchObject({ ok: false, error: { kind: 'consent' } })
    await armAndRun(page, again.runId)
    expect(page.of('run:ended').at(-1)).toEqual({ runId: again.runId, error: null })
  })
})

describe('the lines', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('are read again and again, with how long one has been low, until nobody follows them', async () => {
    const { connect, clock, record } = apiBench()
    const page = connect()
    await page.request('lines:follow', { bus: { selector: 'sim:stuck-sda' } })
    clock.passMs(250)
    await vi.advanceTimersByTimeAsync(250)
    expect(page.of('lines').map(({ levels, lowForMs }) => [levels.sda, lowForMs])).toEqual([
      ['low', { scl: 0, sda: 0 }],
      ['low', { scl: 0, sda: 250 }],
    ])
    await page.request('lines:follow', { bus: null })
    await vi.advanceTimersByTimeAsync(10_000)
    expect(page.of('lines')).toHaveLength(2)
    expect(record.addresses).toEqual([])
  })

  it('are not followed any further on a bus that was closed', async () => {
    const { connect, record } = apiBench()
    const page = connect()
    await page.request('lines:follow', { bus: CARD })
    await page.request('bus:close', CARD)
    await vi.advanceTimersByTimeAsync(10_000)
    expect(record).toMatchObject({ opened: 1, closed: 1 })
  })

  it('that can not be followed are refused', async () => {
    const { connect } = apiBench()
    const reply = await connect().request('lines:follow', { bus: { selector: 'sim:nobody' } })
    expect(reply).toMatchObject({ ok: false, error: { kind: 'request' } })
  })
})

describe('several front ends', () => {
  it.each([
    ['consent:arm', CARD],
    ['run:start', start],
    ['run:cancel', { runId: RUN_ID }],
    ['bus:recover', CARD],
    ['bus:close', CARD],
    ['lines:follow', { bus: CARD }],
    ['engine:restart', null],
  ] as const)('may watch, and only the first one may %s', async (name, argument) => {
    const { connect, record } = apiBench()
    connect()
    const watcher = connect()
    expect(await watcher.request(name, argument)).toMatchObject({ ok: false, error: { kind: 'busy' } })
    expect(record.opened).toBe(0)
    expect(await watcher.request('history:list', null)).toEqual({ ok: true, value: [] })
  })

  it('that take nothing keep nobody waiting', async () => {
    const { api, connect } = apiBench()
    const page = connect()
    const told: string[] = []
    // Whoever would wait for it, as the contract forbids, would wait for ever.
    const notify: FrontEnd['notify'] = (name): unknown => (told.push(name), new Promise(() => undefined))
    api.connect({ name: 'stuck', savesFiles: false, notify })
    await armAndRun(page)
    expect(await page.request('history:run', { runId: RUN_ID })).toMatchObject({ value: { complete: true } })
    expect(told.filter((name) => name === 'run:events')).toHaveLength(page.of('run:events').length)
  })

  it('hand the bus on to the next one, who is told', async () => {
    const { connect } = apiBench()
    const [first, second] = [connect(), connect()]
    expect(await second.request('engine:state', null)).toMatchObject({ value: { mayControl: false } })
    first.connection![Symbol.dispose]()
    expect(second.of('engine')).toMatchObject([{ mayControl: true }])
    expect(await second.request('consent:arm', CARD)).toMatchObject({ ok: true })
  })
})

describe('exports', () => {
  it('are offered and rendered by name', async () => {
    const { connect } = apiBench()
    const page = connect()
    await armAndRun(page)
    const formats = await page.request('export:formats', null)
    const names = formats.ok ? formats.value.map(({ name }) => name) : []
    expect(names).toEqual(expect.arrayContaining(['json', 'csv', 'csv-transactions']))
    for (const format of names) {
      expect(await page.request('export:render', { runId: RUN_ID, format })).toMatchObject({ ok: true })
    }
    const unknown = await page.request('export:render', { runId: RUN_ID, format: 'stone' })
    expect(unknown).toMatchObject({ ok: false, error: { kind: 'request' } })
  })

  it('as JSON open here again', async () => {
    const { connect } = apiBench()
    const page = connect()
    await armAndRun(page)
    const json = await page.request('export:render', { runId: RUN_ID, format: 'json' })
    await page.request('history:remove', { runId: RUN_ID })
    const base64 = Buffer.from(json.ok ? json.value.content : '').toString('base64')
    const opened = await page.request('history:open', { name: 'run.json', base64 })
    expect(opened).toMatchObject({
      ok: true,
      value: { listing: { runId: RUN_ID, openedFrom: 'run.json' }, card: null },
    })
  })
})

function listing(selector: string): AdapterListing {
  return {
    selector,
    kind: 'mcp2221',
    product: 'MCP2221',
    serial: '7',
    path: '/dev/hidraw0',
    state: 'ready',
    ownerPid: null,
    problem: null,
    capabilities: SIM_BUS_CAPABILITIES,
    limits: [],
  }
}
