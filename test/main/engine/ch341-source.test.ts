import { describe, expect, it } from 'vitest'
import { buildCard } from '#shared/sim/card.ts'
import { Ch341Chip } from '#shared/sim/chips/ch341.ts'
import { SimClock } from '#shared/sim/clock.ts'
import type { AdapterQuirk } from '#shared/sim/quirks.ts'
import { loadBuiltIn } from '#shared/sim/scenarios/built-in.ts'
import { ch341Source, listCh341, type Ch341System } from '../../../src/main/engine/ch341-source.ts'
import { OpenError } from '#shared/api/refusals.ts'
import type { AttachedCh341 } from '../../../src/main/ports/discover-ch341.ts'
import { recordedEngine } from './recorded-engine.ts'
import { ENUMERATE } from '../../support/enumerate-request.ts'

function attached(path: string, change: Partial<AttachedCh341> = {}): AttachedCh341 {
  return { path, product: 'CH341A USB-I2C', state: 'ready', ownerPid: null, problem: null, ...change }
}

/** A computer with chips on simulated cards where its adapters would be. */
async function computer(adapters: readonly AttachedCh341[], quirks: readonly AdapterQuirk[] = []) {
  const scenario = await loadBuiltIn('pcie-card')
  const clock = new SimClock()
  const claimed: string[] = []
  const released: string[] = []
  const system: Ch341System = {
    clock,
    discover: () => Promise.resolve({ attached: adapters, notice: null }),
    claim: (path) => {
      claimed.push(path)
      return Promise.resolve({ [Symbol.asyncDispose]: () => Promise.resolve(void released.push(path)) })
    },
    openPort: () => Promise.resolve(new Ch341Chip({ wire: buildCard(scenario, clock).wire, clock, quirks })),
  }
  return { system, claimed, released }
}

describe('an attached CH341', () => {
  it('is claimed while it is open, named by its port, and runs operations', async () => {
    const { system, claimed, released } = await computer([attached('1-2.3')])
    const { engine } = recordedEngine({ findBus: () => Promise.resolve(ch341Source(null, system)) })
    engine.arm('ch341', 'ana')
    const run = await engine.run({ selector: 'ch341' }, ENUMERATE)
    expect(run.adapter).toMatchObject({ selector: 'ch341:1-2.3', kind: 'ch341', serial: null, simulated: false })
    expect(run.summary).toMatchObject({ verdict: 'pass', devices: 4, confirmed: 4 })
    await engine.close('ch341')
    expect([claimed, released]).toEqual([['1-2.3'], ['1-2.3']])
  })

  it('says in the Run when it gives one status byte a packet', async () => {
    const { system } = await computer([attached('1-2.3')], ['status-one-per-packet'])
    const { engine } = recordedEngine({ findBus: () => Promise.resolve(ch341Source(null, system)) })
    engine.arm('ch341', 'ana')
    const run = await engine.run({ selector: 'ch341' }, ENUMERATE)
    expect(run.summary.confirmed).toBe(4)
    expect(run.findings.map(({ code, message }) => `${code}: ${message}`)).toEqual([
      expect.stringMatching(/^not-observable: this chip reports one acknowledge bit a packet/),
    ])
  })

  it('is not guessed where there are two and no port was given', async () => {
    const { system, claimed } = await computer([attached('1-2'), attached('1-3')])
    const { engine } = recordedEngine({ findBus: () => Promise.resolve(ch341Source(null, system)) })
    const opening = engine.lines({ selector: 'ch341' })
    await expect(opening).rejects.toBeInstanceOf(OpenError)
    await expect(opening).rejects.toThrow(/^2 CH341 attached.*1-2.*1-3/)
    expect(claimed).toEqual([])
  })

  it('that can not be looked for is told with the reason', async () => {
    const { system } = await computer([])
    const blind = { ...system, discover: () => Promise.resolve({ attached: [], notice: 'no USB here' }) }
    await expect(ch341Source(null, blind).open(100_000)).rejects.toThrow('no USB here')
    expect(await listCh341(blind)).toEqual({ adapters: [], problems: ['no USB here'] })
  })
})

describe('the list of adapters', () => {
  it('says of each CH341 how to select it, what is wrong with it, and what to mind', async () => {
    const strapped = { state: 'wrong-mode', problem: 'set the jumper' } as const
    const { system } = await computer([attached('1-2'), attached('1-4', strapped)])
    const { adapters } = await listCh341(system)
    expect(adapters.map(({ selector, state, problem }) => [selector, state, problem])).toEqual([
      ['ch341:1-2', 'ready', null],
      ['ch341:1-4', 'wrong-mode', 'set the jumper'],
    ])
    expect(adapters[0]?.limits.join()).toContain('5 V')
  })
})
