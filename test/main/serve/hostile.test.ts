import { once } from 'node:events'
import { request } from 'node:http'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { REQUEST_RATE } from '../../../src/main/serve/socket-session.ts'
import { CARD, RUN_ID } from '../engine/api/api-bench.ts'
import { ENUMERATE } from '../../support/enumerate-request.ts'
import { ServeBench, type SocketChanges } from './serve-bench.ts'

let bench: ServeBench

beforeEach(async () => {
  bench = await new ServeBench().start()
})

afterEach(async () => {
  expect(bench.api.record).toEqual({ opened: 0, closed: 0, addresses: [] })
  const page = await bench.page()
  expect(await page.request('engine:state', null)).toMatchObject({ ok: true, value: { state: 'ready' } })
  await bench[Symbol.asyncDispose]()
})

describe('a connection is refused, in one line of the log,', () => {
  it.each<[string, SocketChanges, number, string]>([
    ['with a wrong token', { token: 'x'.repeat(43) }, 401, 'its token is wrong'],
    ['with an empty token', { token: '' }, 401, 'its token is wrong'],
    ['without a token', { token: null }, 401, 'its token is wrong'],
    ['from another origin', { origin: 'https://example.org' }, 403, 'it comes from another page'],
    ['from a file', { origin: 'null' }, 403, 'it comes from another page'],
    ['of this host over https', { origin: 'https://127.0.0.1' }, 403, 'it comes from another page'],
    [
      'by a name that is pointed here',
      { origin: 'http://evil.example', headers: { host: 'evil.example' } },
      421,
      'it was asked for by a name that is not this computer’s',
    ],
    ['elsewhere', { path: '/' }, 400, 'it wants a socket where there is none'],
  ])('%s', async (_, changes, status, why) => {
    const socket = bench.socket(changes)
    const [, response] = (await once(socket, 'unexpected-response')) as [unknown, { statusCode: number }]
    expect(response.statusCode).toBe(status)
    expect(bench.log).toEqual([expect.stringMatching(new RegExp(`^refused \\S+: ${why}$`))])
    socket.terminate()
  })

  it('without an origin', async () => {
    const socket = bench.socket({ origin: undefined as never })
    const [, response] = (await once(socket, 'unexpected-response')) as [unknown, { statusCode: number }]
    expect([response.statusCode, bench.log.length]).toEqual([403, 1])
    socket.terminate()
  })
})

describe('a page is disconnected, in one line of the log,', () => {
  it.each([
    ['no JSON', 'hello'],
    ['a number', '7'],
    ['null', 'null'],
    ['no id', '{"request":"engine:state","argument":null}'],
    ['a negative id', '{"id":-1,"request":"engine:state","argument":null}'],
    ['more than is asked', '{"id":1,"request":"engine:state","argument":null,"more":1}'],
    ['bytes', Buffer.from([0, 1, 2])],
  ])('that sends %s', async (_, message) => {
    const page = await bench.page()
    page.socket.send(message)
    expect(await page.closed()).toBe(1007)
    expect(bench.log).toEqual([expect.stringMatching(/^refused \S+: a message that is no request; disconnected$/)])
  })

  it('that sends 100 MB', async () => {
    const page = await bench.page()
    page.socket.send(Buffer.alloc(100 * 1024 * 1024, 0x20))
    expect(await page.closed()).toBe(1009)
    expect(bench.log).toEqual([expect.stringMatching(/^refused \S+: Max payload size exceeded$/)])
  })

  it('that sends more than anybody can ask for', async () => {
    const page = await bench.page()
    for (let i = 0; i <= REQUEST_RATE.burst + 500; i++) void page.request('engine:state', null)
    expect(await page.closed()).toBe(1008)
    expect(bench.log).toEqual([expect.stringMatching(/^refused \S+: too many requests; disconnected$/)])
  })
})

describe('a request is refused, in one line of the log,', () => {
  it.each([
    ['that nobody knows', 'bus:melt', null, 'there is no such request'],
    ['of the prototype', 'constructor', null, 'there is no such request'],
    ['whose argument is wrong', 'run:start', { runId: RUN_ID }, /^run:start: /],
    ['that would steer the terminal', 'consent:arm', { selector: 'usb\u001b[2J' }, /no adapter is called/],
  ])('%s', async (_, name, argument, message) => {
    const page = await bench.page()
    const reply = await page.request(name as 'engine:state', argument as null)
    expect(reply).toMatchObject({ ok: false, error: { kind: 'request' } })
    expect(reply.ok ? '' : reply.error.message).toMatch(message)
    expect(bench.log).toHaveLength(1)
    // eslint-disable-next-line no-control-regex -- that is what must not be there
    expect(bench.log[0]).not.toMatch(/[\u0000-\u001f]/)
  })

  it('that needs consent, and nothing is sent', async () => {
    const page = await bench.page()
    const reply = await page.request('run:start', { runId: RUN_ID, bus: CARD, request: ENUMERATE })
    expect(reply).toMatchObject({ ok: false, error: { kind: 'consent' } })
  })
})

describe('over HTTP', () => {
  it.each([
    ['/../package.json', 404],
    ['/%2e%2e/package.json', 404],
    ['/%00', 404],
    ['/%', 404],
    ['/index.js', 404],
    ['//evil.example/index.html', 404],
  ])('%s is answered with %i', async (path, status) => {
    expect(await answer({ path })).toBe(status)
  })

  it.each(['POST', 'PUT', 'DELETE', 'OPTIONS'])('%s is not served', async (method) => {
    expect(await answer({ path: '/', method })).toBe(405)
  })

  it('a name that is pointed here gets nothing', async () => {
    expect(await answer({ path: '/', headers: { host: `evil.example:${bench.port}` } })).toBe(421)
    expect(bench.log).toHaveLength(1)
  })
})

async function answer(options: { path: string; method?: string; headers?: Record<string, string> }): Promise<number> {
  const sent = request({ host: '127.0.0.1', port: bench.port, agent: false, ...options }).end()
  const [response] = (await once(sent, 'response')) as [{ statusCode: number; resume(): void }]
  response.resume()
  return response.statusCode
}
