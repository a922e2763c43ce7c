import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { ChromiumWindow } from '../../support/electron-stand-in/chromium-window.ts'
import { findChromium } from '../../../tools/chromium.ts'
import { StandInApp } from '../../support/electron-stand-in/stand-in-app.ts'
import { enumerateByHand } from '../../support/use-the-window.ts'
import { PAGE_HEADERS } from '../../../src/main/serve/page-headers.ts'
import { CARD, RUN_ID } from '../engine/api/api-bench.ts'
import { ENUMERATE } from '../../support/enumerate-request.ts'
import { openSocket, SocketPage, type SocketChanges } from '../serve/serve-bench.ts'

const root = resolve(import.meta.dirname, '../../..')
const watch = { ...ENUMERATE, operation: 'watch', intervalMs: 100, forMs: null, assign: true } as const

let folder: string
let out: string

beforeAll(async () => {
  // Below node_modules, so that what is built finds the packages it leaves outside.
  await mkdir(join(root, 'node_modules/.cache'), { recursive: true })
  folder = await mkdtemp(join(root, 'node_modules/.cache/arpeggio-stand-in-'))
  out = join(folder, 'out')
  const vite = join(root, 'node_modules/electron-vite/bin/electron-vite.js')
  const build = spawnSync(process.execPath, [vite, 'build', '--outDir', out], { cwd: root, encoding: 'utf8' })
  if (build.status !== 0) throw new Error(build.stdout + build.stderr)
}, 120_000)

afterAll(() => rm(folder, { recursive: true, force: true }))

/** The app as it is built, on a stand-in for Electron: what passes here was not tested on Electron. */
describe('the built app on the stand-in', () => {
  let app: StandInApp

  beforeEach(async () => {
    app = await StandInApp.start(out, join(folder, 'home'))
  })

  afterEach(() => app[Symbol.asyncDispose]())

  async function startRun(request: typeof ENUMERATE | typeof watch): Promise<void> {
    expect(await app.request('consent:arm', CARD)).toMatchObject({ ok: true, value: { armed: true } })
    expect(await app.request('run:start', { runId: RUN_ID, bus: CARD, request })).toEqual({ ok: true, value: null })
  }

  it('shows its page in a sandbox, and says that it holds the bus and saves files', async () => {
    expect(app.loaded?.preferences).toMatchObject({ sandbox: true, contextIsolation: true, nodeIntegration: false })
    expect(await app.request('engine:state', null)).toEqual({
      ok: true,
      value: { state: 'ready', message: null, mayControl: true, savesFiles: true, runId: null },
    })
  })

  it('goes from consent to a saved report', async () => {
    await startRun(ENUMERATE)
    expect(await app.told('run:ended', ({ runId }) => runId === RUN_ID)).toEqual({ runId: RUN_ID, error: null })
    const path = join(folder, 'devices.csv')
    app.command({ choose: path })
    const saved = await app.request('export:save', { runId: RUN_ID, format: 'csv' })
    expect(saved).toMatchObject({ ok: true, value: { path } })
    expect(await readFile(path, 'utf8')).toContain('0x41088086')
    expect(app.dialogs.at(-1)).toMatch(/documents[\\/]arp_\w+_[\d-]+\.csv$/)
  })

  it('starts its engine again when that dies in a run, and keeps what there is of the run', async () => {
    await startRun(watch)
    await app.told('run:events', ({ events }) => events.some(({ type }) => type === 'device'))
    app.command({ happens: 'engine-dies' })
    expect(await app.told('run:ended', () => true)).toMatchObject({ runId: RUN_ID, error: { kind: 'lost' } })
    await app.told('engine', ({ state }) => state === 'restarting')
    await app.told('engine', ({ state, message }) => state === 'ready' && message !== null)
    expect(await app.request('history:run', { runId: RUN_ID })).toMatchObject({
      ok: true,
      value: { complete: false, findings: [{ code: 'interrupted' }] },
    })
    expect(await app.request('adapters:list', null)).toMatchObject({ ok: true })
  })

  it.each(['https://example.org/', 'file:///index.html'])('answers no page of %s', async (as) => {
    expect(await app.request('engine:state', null, { as })).toMatchObject({ ok: false, error: { kind: 'request' } })
    expect(await app.request('engine:state', null)).toMatchObject({ ok: true })
  })

  it('refuses what is no request before it reaches the engine', async () => {
    expect(await app.request('bus:melt' as 'engine:state', null)).toMatchObject({ error: { kind: 'request' } })
    expect(await app.request('run:start', { runId: 'x' } as never)).toMatchObject({ error: { kind: 'request' } })
  })

  it('stops its run before the computer sleeps, keeps it, and says so when it wakes', async () => {
    await startRun(watch)
    await app.told('run:events', ({ events }) => events.some(({ type }) => type === 'device'))
    app.command({ happens: 'suspend' })
    await app.told('run:ended', ({ runId }) => runId === RUN_ID)
    expect(await app.told('consent', ({ ended }) => ended !== null)).toMatchObject({ armed: false, ended: 'expired' })
    app.command({ happens: 'wake' })
    await app.told('engine', ({ message }) => message?.includes('asleep') ?? false)
    expect(await app.request('history:run', { runId: RUN_ID })).toMatchObject({
      value: { complete: false, bus: { lines_after: { scl: 'high', sda: 'high' } } },
    })
    expect(await app.request('consent:arm', CARD)).toMatchObject({ value: { armed: true } })
  })

  it.each(['permission', 'check', 'device', 'navigation', 'redirect', 'webview', 'window'] as const)(
    'refuses its page a %s',
    async (attempt) => {
      expect(await app.allows(attempt)).toBe(false)
      expect(app.dialogs).toEqual(attempt === 'window' ? ['https://example.org/'] : [])
    },
  )

  it('lets its page reload, and gives it to itself under its policy', async () => {
    expect(await app.allows('reload')).toBe(true)
    const { status, headers } = await app.fetch('arpeggio://app/index.html')
    expect({ status, headers }).toEqual({
      status: 200,
      headers: { ...PAGE_HEADERS, 'content-type': 'text/html; charset=utf-8' },
    })
  })

  it('starts once: a second start ends at once and brings the first one forward', async () => {
    await expect(StandInApp.start(out, join(folder, 'home'), [], { STAND_IN_IS_SECOND: '1' })).rejects.toThrow('(0)')
    app.command({ startAgain: [], folder })
    await app.saw('focus')
  })

  it('offers what there is to do when its page is gone, and the engine goes on', async () => {
    await app.request('settings:write', { theme: 'dark' })
    await app.request('consent:arm', CARD)
    app.command({ answer: 1 })
    app.command({ happens: 'page-dies' })
    await app.saw('reload')
    expect(await app.request('settings:read', null)).toMatchObject({ value: { theme: 'system' } })
    expect(await app.request('consent:state', CARD)).toMatchObject({ value: { armed: true } })
    expect(app.dialogs).toEqual(['The page stopped working'])
  })

  it('copies a system report when its page is gone, or quits', async () => {
    app.command({ answer: 2 })
    app.command({ happens: 'page-dies' })
    await app.saw('reload')
    await app.request('engine:state', null)
    expect(app.dialogs.at(-1)).toMatch(/^Arpeggio \d[^]*The page ended unexpectedly \(crashed\)\n$/)
    app.command({ answer: 3 })
    app.command({ happens: 'page-dies' })
    expect(await app.exited).toBe(0)
  })

  it('opens its window where it was', async () => {
    const { bounds } = app.loaded!
    expect(bounds).toMatchObject({ minWidth: 960, minHeight: 600 })
    app.command({ happens: 'close' })
    await app.exited
    app = await StandInApp.start(out, join(folder, 'home'))
    expect(app.loaded!.bounds).toMatchObject({ x: 40, y: 30 })
  })

  it.runIf(findChromium() !== undefined)('is used by mouse and keyboard in Chromium', async () => {
    await using window = await ChromiumWindow.open(app)
    await enumerateByHand(window.page)
    expect(window.complaints).toEqual([])
    expect(app.of('run:ended')).toMatchObject([{ error: null }])
  })

  it('turns to the session bundle that it is started with, and to that of a second start', async () => {
    const first = join(folder, 'one.arpeggio')
    await using other = await StandInApp.start(out, join(folder, 'home'), ['--flag', first])
    expect(await other.told('bus:opened', () => true)).toEqual({ selector: `sim:${first}` })
    other.command({ startAgain: ['two.arpeggio'], folder })
    const second = `sim:${join(folder, 'two.arpeggio')}`
    expect(await other.told('bus:opened', ({ selector }) => selector === second)).toEqual({ selector: second })
  })

  it('asks before it closes over a run, and stops that first', async () => {
    await startRun(watch)
    app.command({ answer: 0 })
    app.command({ happens: 'close' })
    await app.request('engine:state', null)
    expect(app.dialogs).toContain('A run is under way')
    app.command({ answer: 1 })
    app.command({ happens: 'close' })
    expect(await app.exited).toBe(0)
  })
})

describe('the built server', () => {
  let origin: string
  let token: string
  let log: string
  let stop: () => Promise<unknown>

  beforeEach(async () => {
    const server = spawn(process.execPath, [join(out, 'main/cli.js'), 'serve', '--quiet'], {
      env: { ...process.env, ARPEGGIO_DATA_FOLDER: join(folder, 'served') },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    log = ''
    server.stderr.on('data', (text: Buffer) => (log += text.toString()))
    stop = () => (server.kill(), once(server, 'exit'))
    const [address] = (await once(createInterface(server.stdout), 'line')) as [string]
    ;({ origin } = new URL(address))
    token = new URL(address).hash.slice(1)
  })

  afterEach(() => stop())

  const socket = (changes: SocketChanges = {}) => openSocket(origin, { token, ...changes })

  it('survives whatever a hostile page does, says so, and leaves the bus alone', async () => {
    for (const changes of [{ token: 'x'.repeat(43) }, { origin: 'https://example.org' }]) {
      await once(socket(changes), 'unexpected-response')
    }
    const spoil = ['hello', '{"id":1}', Buffer.alloc(100 * 1024 * 1024, 0x20)]
    for (const message of spoil) {
      const page = await SocketPage.over(socket())
      page.socket.send(message)
      await page.closed()
    }
    const flood = await SocketPage.over(socket())
    for (let i = 0; i < 1000; i++) void flood.request('engine:state', null)
    await flood.closed()
    const page = await SocketPage.over(socket())
    const unknown = await page.request('bus:melt' as 'engine:state', null)
    const unarmed = await page.request('run:start', { runId: RUN_ID, bus: CARD, request: ENUMERATE })
    expect([unknown, unarmed]).toMatchObject([{ error: { kind: 'request' } }, { error: { kind: 'consent' } }])
    expect(await page.request('engine:state', null)).toMatchObject({ value: { state: 'ready', mayControl: true } })
    expect(await page.request('history:list', null)).toEqual({ ok: true, value: [] })
    expect(log.match(/^arpeggio: refused /gm)).toHaveLength(7)
  })

  it('lets one browser hold the bus while another watches the same run', async () => {
    const [holder, watcher] = [await SocketPage.over(socket()), await SocketPage.over(socket())]
    expect(await watcher.request('consent:arm', CARD)).toMatchObject({ error: { kind: 'busy' } })
    await holder.request('consent:arm', CARD)
    const over = [holder.next('run:ended'), watcher.next('run:ended')]
    await holder.request('run:start', { runId: RUN_ID, bus: CARD, request: ENUMERATE })
    await Promise.all(over)
    const runs = [
      await holder.request('history:run', { runId: RUN_ID }),
      await watcher.request('history:run', { runId: RUN_ID }),
    ]
    expect(runs[1]).toEqual(runs[0])
    expect(runs[1]).toMatchObject({ value: { complete: true, summary: { confirmed: 4 } } })
  })
})
