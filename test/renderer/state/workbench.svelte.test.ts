import { describe, expect, it, onTestFinished, vi } from 'vitest'
import type { AdapterListing } from '../../../src/shared/api/adapter-list.ts'
import type { EngineState, Notices } from '../../../src/shared/api/contract.ts'
import { SIM_BUS_CAPABILITIES } from '../../../src/shared/sim/bus.ts'
import { Workbench } from '../../../src/renderer/state/workbench.svelte.ts'
import { ScriptedHost } from './scripted-host.ts'

const CARD = 'sim:pcie-card@ideal'
const READY: EngineState = { state: 'ready', message: null, mayControl: true, savesFiles: false, runId: null }
const RESTARTED = 'The engine ended unexpectedly (139) and was started again'

const OWN_BUS: AdapterListing = {
  selector: 'i2c-dev:0',
  kind: 'i2c-dev',
  product: 'SMBus I801 adapter',
  serial: null,
  path: '/dev/i2c-0',
  state: 'ready',
  ownerPid: null,
  problem: null,
  capabilities: SIM_BUS_CAPABILITIES,
  isBuiltIn: true,
  namedConsent: { name: 'i2c-0', what: "i2c-0 is this computer's own", atRisk: ['jc42 at 0x18'] },
  limits: [],
}

async function openBench(host: ScriptedHost, selector: string): Promise<Workbench> {
  const bench = new Workbench(host)
  onTestFinished(bench.follow())
  await bench.choose(selector)
  return bench
}

/** A bench in the middle of a watch, its first device confirmed. */
async function watching() {
  const host = new ScriptedHost()
  const bench = await openBench(host, CARD)
  await bench.arm()
  const over = bench.perform('watch')
  await vi.waitFor(() => expect(bench.run?.summary.confirmed).toBeGreaterThan(0))
  const runId = bench.live!.runId
  onTestFinished(() => void host.request('run:cancel', { runId }))
  return { host, bench, over, runId }
}

describe('a bus that others live on', () => {
  it('is armed by its name, and has its clock set by the kernel', async () => {
    const host = new ScriptedHost()
    host.answers = {
      'adapters:list': () => ({ ok: true, value: { adapters: [OWN_BUS], problems: [] } }),
      'lines:follow': () => ({ ok: true, value: null }),
      'run:start': () => ({ ok: false, error: { kind: 'open', busKind: 'permission', message: 'no permission' } }),
    }
    const bench = await openBench(host, 'i2c-dev:0')
    expect(bench.shelf.find('i2c-dev:0').namedConsent).toEqual(OWN_BUS.namedConsent)
    await bench.perform('enumerate')
    expect(bench.overlay).toBe('arming')
    await bench.arm('i2c-0')
    expect(host.argumentsOf('consent:arm')).toEqual([{ selector: 'i2c-dev:0', name: 'i2c-0' }])
    expect(host.argumentsOf('run:start')).toMatchObject([{ bus: { selector: 'i2c-dev:0' } }])
    expect(host.argumentsOf('run:start')[0]?.bus).not.toHaveProperty('clockHz')
    expect(bench.trouble).toBe('no permission')
  })
})

describe('the window goes on', () => {
  it('when the engine dies in a run: what there is of it stays, and what happened is said', async () => {
    const { host, bench, over, runId } = await watching()
    host.answers = {
      'history:run': () => ({ ok: false, error: { kind: 'lost', busKind: null, message: 'gone' } }),
      'adapters:list': () => ({ ok: true, value: { adapters: [], problems: [] } }),
    }
    host.tell('engine', { ...READY, state: 'restarting', message: 'The engine ended unexpectedly (139)' })
    await over
    const found = bench.run?.devices.length
    host.tell('engine', { ...READY, message: RESTARTED })
    await vi.waitFor(() => expect(bench.trouble).toBe(RESTARTED))
    expect({ runId: bench.run?.run_id, isRunning: bench.isRunning, found: bench.run?.devices.length }).toEqual({
      runId,
      isRunning: false,
      found,
    })
    expect(found).toBeGreaterThan(0)
    expect(host.argumentsOf('lines:follow').length).toBe(2)
    expect(bench.log.lines.map(({ text }) => text)).toEqual(
      expect.arrayContaining(['The engine ended unexpectedly (139)', RESTARTED]),
    )
  })

  it('when the computer slept: it is said each time, and the bus is safe', async () => {
    const host = new ScriptedHost()
    const bench = await openBench(host, CARD)
    const asleep = 'The computer was asleep'
    for (let night = 0; night < 2; night++) {
      await bench.arm()
      expect(bench.consent.armed).toBe(true)
      host.tell('consent', { ...(await consentOf(host)), armed: false, remainingMs: 0, ended: 'expired' })
      host.tell('engine', { ...READY, message: asleep })
      expect([bench.consent.armed, bench.trouble]).toEqual([false, asleep])
      bench.forgetTrouble()
      host.tell('engine', READY)
      expect(bench.trouble).toBeNull()
    }
    expect(bench.log.lines.filter(({ text }) => text === asleep)).toHaveLength(2)
  })

  it('when the connection breaks in a run and comes back: nothing of the run is missing', async () => {
    const { host, bench, over, runId } = await watching()
    host.tell('engine', { ...READY, state: 'lost', message: 'The connection to the engine is gone' })
    host.tell('engine', { ...READY, runId })
    expect(bench.isRunning).toBe(true)
    await bench.stop()
    await over
    const events = await host.request('run:events', { runId, from: 0 })
    const sent = events.ok ? events.value.events.filter(({ type }) => type === 'transaction').length : 0
    expect(bench.run?.statistics.transactions).toBe(sent)
  })

  it('when a run ended while the connection was gone: it is whole, and no failure', async () => {
    const { host, bench, over, runId } = await watching()
    host.tell('engine', { ...READY, state: 'lost', message: 'The connection to the engine is gone' })
    host.isCutOff = true
    await host.request('run:cancel', { runId })
    await vi.waitFor(async () =>
      expect(await host.request('engine:state', null)).toMatchObject({ value: { runId: null } }),
    )
    host.isCutOff = false
    expect(bench.isRunning).toBe(true)
    host.tell('engine', READY)
    await over
    expect({ error: bench.live?.error, lost: bench.trouble }).toEqual({ error: null, lost: null })
    expect(bench.run?.findings).toMatchObject([{ code: 'interrupted' }])
  })

  it('when another window holds the bus: it watches, and is told when the bus is handed on', async () => {
    const host = new ScriptedHost()
    const bench = await openBench(host, CARD)
    host.tell('engine', { ...READY, mayControl: false })
    expect(bench.engine.mayControl).toBe(false)
    host.tell('engine', READY)
    expect(bench.engine.mayControl).toBe(true)
  })
})

async function consentOf(host: ScriptedHost): Promise<Notices['consent']> {
  const reply = await host.request('consent:state', { selector: CARD })
  if (!reply.ok) throw new Error(reply.error.message)
  return reply.value
}

describe('a file opened from the desktop', () => {
  it('is turned to, and shown on the bench', async () => {
    const host = new ScriptedHost()
    const bench = await openBench(host, CARD)
    bench.view = 'runs'
    host.tell('bus:opened', { selector: 'sim:/a/card.arpeggio' })
    await vi.waitFor(() => expect(bench.selector).toBe('sim:/a/card.arpeggio'))
    expect(bench.view).toBe('bench')
  })
})
