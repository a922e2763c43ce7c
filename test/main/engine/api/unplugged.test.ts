import { describe, expect, it } from 'vitest'
import type { AdapterList } from '#shared/api/adapter-list.ts'
import { buildCard } from '#shared/sim/card.ts'
import { Mcp2221Chip } from '#shared/sim/chips/mcp2221.ts'
import { SimClock } from '#shared/sim/clock.ts'
import { loadBuiltIn } from '#shared/sim/scenarios/built-in.ts'
import { listMcp2221, mcp2221Source, type Mcp2221System } from '../../../../src/main/engine/mcp2221-source.ts'
import type { AttachedMcp2221 } from '../../../../src/main/ports/discover-mcp2221.ts'
import { apiBench } from './api-bench.ts'
import { ENUMERATE } from '../../../support/enumerate-request.ts'

const BENCH_3 = { selector: 'mcp2221:A1' }
const ADAPTER: AttachedMcp2221 = {
  product: 'MCP2221',
  path: '/dev/hidraw3',
  serial: 'A1',
  state: 'ready',
  ownerPid: null,
  problem: null,
}

/** A computer with one MCP2221, whose cable a test can pull in the middle of a report, and plug in again. */
async function benchWithCable() {
  const scenario = await loadBuiltIn('pcie-card')
  const clock = new SimClock()
  let isIn = true
  let plug: () => void = () => undefined
  let pullAtReport: number | undefined = 60
  const system: Mcp2221System = {
    clock,
    attached: () => Promise.resolve(isIn ? [ADAPTER] : []),
    claim: () => Promise.resolve({ [Symbol.asyncDispose]: () => Promise.resolve() }),
    openPort: () => {
      const chip = new Mcp2221Chip({ wire: buildCard(scenario, clock).wire, clock })
      if (pullAtReport !== undefined) chip.unplugAt(pullAtReport)
      return Promise.resolve(chip)
    },
  }
  const listAdapters = (): Promise<AdapterList> => listMcp2221(system)
  const bench = apiBench({
    engine: { findBus: () => Promise.resolve(mcp2221Source('A1', system)), listAdapters },
    api: { watchPlugs: (changed) => ((plug = changed), Promise.resolve({ [Symbol.dispose]: () => undefined })) },
  })
  const move = (isPluggedIn: boolean): void => {
    isIn = isPluggedIn
    pullAtReport = undefined
    plug()
  }
  return { ...bench, move }
}

describe('a cable pulled in the middle of a run', () => {
  it('ends it as far as it came, and the consent; plugged in again, everything goes on', async () => {
    const { connect, defects, move } = await benchWithCable()
    const page = connect()
    await page.request('adapters:list', null)
    const run = async (runId: string) => {
      const over = page.next('run:ended')
      const started = await page.request('run:start', { runId, bus: BENCH_3, request: ENUMERATE })
      if (started.ok) await over
      return started.ok ? page.request('history:run', { runId }) : started
    }
    await page.request('consent:arm', BENCH_3)
    expect(await run('11111111-1111-4111-8111-111111111111')).toMatchObject({
      ok: true,
      value: { complete: false, findings: [{ code: 'adapter-lost' }], devices: [{ confirmed: true }] },
    })
    expect(page.of('run:ended')).toMatchObject([{ error: null }])
    expect(page.of('consent').at(-1)).toMatchObject({ armed: false, ended: 'adapter-gone' })

    let told = page.next('adapters')
    move(false)
    expect(await told).toMatchObject({ adapters: [] })
    told = page.next('adapters')
    move(true)
    expect(await told).toMatchObject({ adapters: [BENCH_3] })

    expect(await run('22222222-2222-4222-8222-222222222222')).toMatchObject({ ok: false, error: { kind: 'consent' } })
    await page.request('consent:arm', BENCH_3)
    expect(await run('33333333-3333-4333-8333-333333333333')).toMatchObject({
      value: { complete: true, summary: { confirmed: 4 } },
    })
    expect(defects).toEqual([])
  })
})
