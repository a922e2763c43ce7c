import { spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { ChromiumWindow, findChromium } from '../../support/electron-stand-in/chromium-window.ts'
import { StandInApp } from '../../support/electron-stand-in/stand-in-app.ts'
import { enumerateByHand } from '../../support/use-the-window.ts'
import { CARD, ENUMERATE, RUN_ID } from '../engine/api/api-bench.ts'

const root = resolve(import.meta.dirname, '../../..')
const watch = { ...ENUMERATE, operation: 'watch', intervalMs: 100, forMs: null, assign: true } as const

/** The app as it is built, on a stand-in for Electron: what passes here was not tested on Electron. */
describe('the built app on the stand-in', { timeout: 60_000 }, () => {
  let folder: string
  let out: string
  let app: StandInApp

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

  it('ends consent when the computer slept', async () => {
    await app.request('consent:arm', CARD)
    app.command({ happens: 'wake' })
    expect(await app.told('consent', ({ armed }) => !armed)).toMatchObject({ ended: 'expired' })
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
