import { once } from 'node:events'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { CARD, RUN_ID } from '../engine/api/api-bench.ts'
import { ENUMERATE } from '../../support/enumerate-request.ts'
import { ServeBench } from './serve-bench.ts'

let bench: ServeBench

beforeEach(async () => {
  bench = await new ServeBench().start()
})

afterEach(() => bench[Symbol.asyncDispose]())

describe('the server', () => {
  it('serves the page under headers that let it do nothing but show itself', async () => {
    const response = await fetch(`${bench.origin}/`)
    expect(await response.text()).toContain('<title>page</title>')
    const headers = Object.fromEntries(response.headers)
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
    })
  })

  it('carries a whole run to every browser, and its end', async () => {
    const holder = await bench.page()
    const watcher = await bench.page()
    expect(await holder.request('consent:arm', CARD)).toMatchObject({ ok: true })
    const over = [holder.next('run:ended'), watcher.next('run:ended')]
    await holder.request('run:start', { runId: RUN_ID, bus: CARD, request: ENUMERATE })
    await Promise.all(over)
    expect(watcher.told.filter(({ notice }) => notice === 'run:events').length).toBeGreaterThan(0)
    expect(await watcher.request('history:run', { runId: RUN_ID })).toMatchObject({ value: { complete: true } })
    expect(bench.log).toEqual([])
  })

  it('lets one browser hold the bus, and hands it on when that one leaves', async () => {
    const holder = await bench.page()
    const watcher = await bench.page()
    expect(await watcher.request('consent:arm', CARD)).toMatchObject({ ok: false, error: { kind: 'busy' } })
    const told = watcher.next('engine')
    holder.socket.close()
    await told
    expect(await watcher.request('consent:arm', CARD)).toMatchObject({ ok: true })
  })

  it('says goodbye when it stops, also to a browser in the middle of a run', async () => {
    const page = await bench.page()
    await page.request('consent:arm', CARD)
    const watch = { ...ENUMERATE, operation: 'watch', intervalMs: 1000, forMs: null, assign: true } as const
    await page.request('run:start', { runId: RUN_ID, bus: CARD, request: watch })
    const closed = page.closed()
    await bench[Symbol.asyncDispose]()
    await bench.api.api[Symbol.asyncDispose]()
    expect(await closed).toBe(1001)
    expect(bench.api.record).toMatchObject({ opened: 1, closed: 1 })
  })

  it('keeps to the address it was given', async () => {
    const socket = bench.socket()
    const [response] = (await once(socket, 'upgrade')) as [{ socket: { remoteAddress: string } }]
    expect(response.socket.remoteAddress).toBe('127.0.0.1')
    socket.terminate()
  })
})
