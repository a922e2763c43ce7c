import { describe, expect, it } from 'vitest'
import { BusError } from '#shared/i2c/errors.ts'
import { buildCard } from '#shared/sim/card.ts'
import { Mcp2221Chip } from '#shared/sim/chips/mcp2221.ts'
import { SimClock } from '#shared/sim/clock.ts'
import { loadBuiltIn } from '#shared/sim/scenarios/built-in.ts'
import { listMcp2221, mcp2221Source, type Mcp2221System } from '../../../src/main/engine/mcp2221-source.ts'
import { ConsentError, OpenError } from '#shared/api/refusals.ts'
import type { AttachedMcp2221 } from '../../../src/main/ports/discover-mcp2221.ts'
import { recordedEngine } from './recorded-engine.ts'
import { ENUMERATE } from '../../support/enumerate-request.ts'

function attached(path: string, change: Partial<AttachedMcp2221> = {}): AttachedMcp2221 {
  return { path, serial: null, product: 'MCP2221', state: 'ready', ownerPid: null, problem: null, ...change }
}

/** A computer with chips on simulated cards where its adapters would be. */
async function computer(adapters: readonly AttachedMcp2221[], prepare: (chip: Mcp2221Chip) => void = () => undefined) {
  const scenario = await loadBuiltIn('pcie-card')
  const clock = new SimClock()
  const claimed: string[] = []
  const released: string[] = []
  const system: Mcp2221System = {
    clock,
    attached: () => Promise.resolve(adapters),
    claim: (path) => {
      claimed.push(path)
      return Promise.resolve({ [Symbol.asyncDispose]: () => Promise.resolve(void released.push(path)) })
    },
    openPort: () => {
      const chip = new Mcp2221Chip({ wire: buildCard(scenario, clock).wire, clock })
      prepare(chip)
      return Promise.resolve(chip)
    },
  }
  return { system, claimed, released }
}

describe('an attached MCP2221', () => {
  it('is claimed while it is open, named by its serial, and runs operations', async () => {
    const { system, claimed, released } = await computer([attached('/dev/hidraw3', { serial: '0002137841' })])
    const { engine } = recordedEngine({ findBus: () => Promise.resolve(mcp2221Source(null, system)) })
    engine.arm('mcp2221', 'ana')
    const run = await engine.run({ selector: 'mcp2221' }, ENUMERATE)
    expect(run.adapter).toMatchObject({ selector: 'mcp2221:0002137841', kind: 'mcp2221', simulated: false })
    expect(run.summary).toMatchObject({ verdict: 'pass', devices: 4, confirmed: 4 })
    expect([claimed, released]).toEqual([['/dev/hidraw3'], []])
    await engine.close('mcp2221')
    expect(released).toEqual(['/dev/hidraw3'])
  })

  it('is released when it does not answer', async () => {
    const { system, released } = await computer([attached('/dev/hidraw3')], (chip) => chip.silenceAt(1))
    await expect(mcp2221Source(null, system).open(100_000)).rejects.toBeInstanceOf(BusError)
    expect(released).toEqual(['/dev/hidraw3'])
  })

  it('is not guessed where there are two and no serial was given', async () => {
    const { system, claimed } = await computer([attached('/dev/hidraw3', { serial: 'A1' }), attached('/dev/hidraw4')])
    const { engine } = recordedEngine({ findBus: () => Promise.resolve(mcp2221Source(null, system)) })
    const opening = engine.lines({ selector: 'mcp2221' })
    await expect(opening).rejects.toBeInstanceOf(OpenError)
    await expect(opening).rejects.toThrow(/^2 MCP2221 attached.*A1 \(\/dev\/hidraw3\).*\/dev\/hidraw4/)
    expect(claimed).toEqual([])
  })

  it('takes its consent with it when it is unplugged in the middle', async () => {
    const { system, released } = await computer([attached('/dev/hidraw3')], (chip) => chip.unplugAt(60))
    const { engine } = recordedEngine({ findBus: () => Promise.resolve(mcp2221Source(null, system)) })
    engine.arm('mcp2221', 'ana')
    const run = await engine.run({ selector: 'mcp2221' }, ENUMERATE)
    expect(run.complete).toBe(false)
    expect(run.findings.map(({ code }) => code)).toContain('adapter-lost')
    expect(run.transactions.length).toBeGreaterThan(2)
    expect(released).toEqual(['/dev/hidraw3'])
    await expect(engine.run({ selector: 'mcp2221' }, ENUMERATE)).rejects.toBeInstanceOf(ConsentError)
  })
})

describe('the list of adapters', () => {
  it('says of each how to select it and what is wrong with it', async () => {
    const busy = { state: 'busy', ownerPid: 812, problem: 'process 812 is using it: close that first' } as const
    const { system } = await computer([attached('/dev/hidraw3', { serial: 'A1' }), attached('/dev/hidraw4', busy)])
    const { adapters, problems } = await listMcp2221(system)
    expect(adapters.map(({ selector, state, ownerPid }) => [selector, state, ownerPid])).toEqual([
      ['mcp2221:A1', 'ready', null],
      ['mcp2221:/dev/hidraw4', 'busy', 812],
    ])
    expect(problems).toEqual([])
  })

  it('is empty, with the reason, where USB can not be reached', async () => {
    const { system } = await computer([])
    const broken = { ...system, attached: () => Promise.reject(new BusError('unsupported', 'no libusb')) }
    expect(await listMcp2221(broken)).toEqual({ adapters: [], problems: ['no libusb'] })
  })
})
