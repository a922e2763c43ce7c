import { describe, expect, it } from 'vitest'
import { AddressPool } from '#shared/arp/address-pool.ts'
import type { ArpEvent } from '#shared/arp/events.ts'
import { watch, type WatchOptions } from '#shared/arp/watch.ts'
import type { Scenario } from '#shared/sim/scenario-schema.ts'
import { UDID } from '../../vectors/arp-frames.ts'
import { allCodes, arp, cardOf, codes, eventsOf, outcome, stepsOf } from '../../support/arp-card.ts'
import { enumerateOptions, runOn, type SimulatedRunOptions } from '../../support/simulated-run.ts'

const { i217Strap0: PERSISTENT, i210: PERSISTENT_2, nt400d11: VOLATILE, badge: BADGE } = UDID
const INTERVAL_MS = 2000

function watchOn(scenario: Scenario, change: Partial<WatchOptions> = {}, options: SimulatedRunOptions = {}) {
  const settings = { ...enumerateOptions(), intervalMs: INTERVAL_MS, forMs: 10_000, assign: true, ...change }
  return runOn(scenario, (session) => watch(session, settings), { operation: 'watch', ...options })
}

/** What happened, as `change device`, in order. */
const changes = (events: readonly ArpEvent[]): string[] =>
  eventsOf(events, 'presence').map(({ change, device }) => `${change} ${device}`)

describe.each(['ideal', 'mcp2221'] as const)('watch over the %s adapter', (adapter) => {
  it('tells who is there, who joins and who leaves, each with its evidence', async () => {
    const { run, events } = await watchOn(
      cardOf(
        arp(PERSISTENT, { address: '0x64', leaves_after_ms: 5000 }),
        arp(VOLATILE, { joins_after_ms: 3000, leaves_after_ms: 7000 }),
      ),
      {},
      { adapter },
    )
    expect(changes(events)).toEqual(['joined 0', 'joined 1', 'left 0', 'left 1'])
    for (const { evidence } of eventsOf(events, 'presence')) expect(evidence).toHaveLength(3)
    const left = eventsOf(events, 'presence')[2]
    expect(run.transactions.filter(({ seq }) => left?.evidence.includes(seq)).map(({ written }) => written)).toEqual([
      'c9',
      'c9',
      'c9',
    ])
    expect(outcome(run)).toEqual([`${PERSISTENT} none kept not_assigned`, `${VOLATILE} none arpeggio not_assigned`])
    expect(run.devices.map(({ address_before: before }) => before)).toEqual(['0x64', '0x11'])
    expect(run.complete).toBe(true)
  })
})

describe('watch', () => {
  it('sends no Prepare after the enumeration', async () => {
    const { run } = await watchOn(cardOf(arp(PERSISTENT), arp(VOLATILE, { joins_after_ms: 3000 })))
    expect(stepsOf(run, 'prepare')).toHaveLength(3)
  })

  it('asks every interval, for as long as it was told to', async () => {
    const { run } = await watchOn(cardOf(arp(PERSISTENT)))
    expect(stepsOf(run, 'watch').map(({ written }) => written)).toEqual(
      Array.from({ length: 4 }, () => ['03', '23']).flat(),
    )
  })

  it('gives the address of a departed device out again, to that device first', async () => {
    const pool = new AddressPool([0x11, 0x12], [])
    const { run, events } = await watchOn(
      cardOf(
        arp(PERSISTENT, { leaves_after_ms: 3000 }),
        arp(VOLATILE, { joins_after_ms: 5000 }),
        arp(BADGE, { joins_after_ms: 7000 }),
      ),
      { pool },
    )
    expect(changes(events)).toEqual(['joined 0', 'left 0', 'joined 1', 'joined 2'])
    expect(outcome(run).slice(1)).toEqual([
      `${VOLATILE} 0x11 arpeggio ok confirmed`,
      `${BADGE} 0x12 arpeggio ok confirmed`,
    ])
  })

  it('greets all who joined since the last round, not one a round', async () => {
    const newcomers = [PERSISTENT_2, VOLATILE, BADGE].map((udid) => arp(udid, { joins_after_ms: 1000 }))
    const { events } = await watchOn(cardOf(arp(PERSISTENT), ...newcomers), { forMs: INTERVAL_MS })
    expect(changes(events)).toEqual(['joined 0', 'joined 1', 'joined 2', 'joined 3'])
  })

  it('says changed of a device that is back within the interval, where it was', async () => {
    const bmc = { kind: 'controller', at_ms: 3000, sends: 'prepare' } as const
    const { events, run } = await watchOn(cardOf(arp(PERSISTENT), bmc))
    expect(changes(events)).toEqual(['joined 0', 'changed 0'])
    expect(codes(run.devices[0])).toEqual(['second-controller'])
    expect(outcome(run)).toEqual([`${PERSISTENT} 0x11 arpeggio ok confirmed`])
    expect(eventsOf(events, 'presence')[1]?.evidence).toHaveLength(3)
  })

  it('gives back its address to a volatile device that a reset took it from', async () => {
    const bmc = { kind: 'controller', at_ms: 3000, sends: 'reset' } as const
    const { events, run } = await watchOn(cardOf(arp(VOLATILE), bmc))
    expect(changes(events)).toEqual(['joined 0', 'changed 0'])
    expect(outcome(run)).toEqual([`${VOLATILE} 0x11 arpeggio ok confirmed`])
  })

  it('holds a random device that a reset renewed for another one', async () => {
    const bmc = { kind: 'controller', at_ms: 3000, sends: 'reset' } as const
    const { events } = await watchOn(cardOf(arp(`c1${VOLATILE.slice(2)}`), bmc))
    expect(changes(events)).toEqual(['joined 0', 'joined 1', 'left 0'])
  })

  it('finds the twin that joins while the first one is still there, and keeps saying conflict', async () => {
    const { events, run } = await watchOn(cardOf(arp(VOLATILE), arp(VOLATILE, { joins_after_ms: 3000 })))
    expect(changes(events)).toEqual(['joined 0', 'changed 0'])
    expect(codes(run.devices[0])).toContain('duplicate-udid')
    expect(outcome(run)).toEqual([`${VOLATILE} 0x11 arpeggio conflict confirmed`])
  })

  it('says so when a newcomer meets another device at its address', async () => {
    const hidden = arp('000818f400420005000000000000a001', { address: '0x11', behaviour: 'fixed-not-discoverable' })
    const { events, run } = await watchOn(cardOf(arp(PERSISTENT), hidden, arp(VOLATILE, { joins_after_ms: 3000 })), {
      probe: false,
      pool: new AddressPool([0x12, 0x11], []),
    })
    expect(changes(events)).toEqual(['joined 0', 'joined 1'])
    expect(outcome(run)[1]).toBe(`${VOLATILE} 0x11 arpeggio conflict`)
    expect(run.devices[1]?.findings.map(({ code, severity }) => `${severity} ${code}`)).toEqual([
      'info device-joined',
      'error address-conflict',
    ])
  })

  it('leaves a device alone that takes no Assign: told once, never said to have left', async () => {
    const ignores = arp(PERSISTENT, { faults: [{ on: 'assign', do: 'ignore' }] })
    const { events, run } = await watchOn(cardOf(ignores))
    expect(changes(events)).toEqual(['joined 0'])
    expect(outcome(run)).toEqual([`${PERSISTENT} 0x11 arpeggio failed`])
    expect(stepsOf(run, 'assign')).toHaveLength(3)
  })

  it('gives a newcomer up that takes no Assign', async () => {
    const ignores = arp(VOLATILE, { joins_after_ms: 3000, faults: [{ on: 'assign', do: 'ignore' }] })
    const { events, run } = await watchOn(cardOf(arp(PERSISTENT), ignores), { forMs: 20_000 })
    expect(changes(events)).toEqual(['joined 0', 'joined 1'])
    expect(outcome(run)[1]).toBe(`${VOLATILE} 0x12 arpeggio failed`)
    expect(allCodes(run).filter((code) => code === 'error assign-not-taken')).toHaveLength(1)
  })

  it('does not miss a device that never answered at its address', async () => {
    const mute = arp(VOLATILE, { faults: [{ on: 'get-udid-directed', do: 'ignore' }] })
    const { events } = await watchOn(cardOf(mute))
    expect(changes(events)).toEqual(['joined 0'])
  })

  it('tells once that a newcomer garbles its replies', async () => {
    const garbles = arp(VOLATILE, { joins_after_ms: 3000, faults: [{ on: 'get-udid', do: 'bad-pec' }] })
    const { events, run } = await watchOn(cardOf(arp(PERSISTENT), garbles))
    expect(changes(events)).toEqual(['joined 0'])
    expect(allCodes(run)).toEqual(['error pec-mismatch', 'warning no-arbitration'])
  })

  it('starts on an empty bus, and finds who comes later', async () => {
    const { events, run } = await watchOn(cardOf(arp(PERSISTENT, { joins_after_ms: 4000 })))
    expect(changes(events)).toEqual(['joined 0'])
    expect(outcome(run)).toEqual([`${PERSISTENT} 0x11 arpeggio ok confirmed`])
  })

  it('keeps what the user reserved reserved, when a device that held it leaves', async () => {
    const pool = new AddressPool([0x11, 0x12], [0x11])
    const { run } = await watchOn(
      cardOf(arp(PERSISTENT, { address: '0x11', leaves_after_ms: 3000 }), arp(VOLATILE, { joins_after_ms: 5000 })),
      { pool },
    )
    expect(outcome(run)[1]).toBe(`${VOLATILE} 0x12 arpeggio ok confirmed`)
  })

  it('does not give an address out that two devices shared when one of them leaves', async () => {
    const fixed = (udid: string, leaves: number | null) => arp(udid, { address: '0x14', leaves_after_ms: leaves })
    const { run } = await watchOn(
      cardOf(fixed(UDID.kernelIntended, 3000), fixed(UDID.alveo, null), arp(VOLATILE, { joins_after_ms: 5000 })),
      { pool: new AddressPool([0x14, 0x15], []), probe: false },
    )
    expect(outcome(run)[2]).toBe(`${VOLATILE} 0x15 arpeggio ok confirmed`)
  })

  describe('--no-assign', () => {
    it('reports a newcomer once, and assigns nothing to it', async () => {
      const newcomers = [PERSISTENT_2, VOLATILE].map((udid) => arp(udid, { joins_after_ms: 3000 }))
      const { events, run, card } = await watchOn(cardOf(arp(PERSISTENT), ...newcomers), { assign: false })
      expect(changes(events)).toEqual(['joined 0', 'joined 1'])
      expect(outcome(run)[1]).toBe(`${PERSISTENT_2} none nobody not_assigned`)
      expect(card.devices().map(({ addressValid }) => addressValid)).toEqual([true, false, false])
    })

    it('misses a newcomer that holds an address when it leaves', async () => {
      const visitor = arp(PERSISTENT_2, { address: '0x30', joins_after_ms: 3000, leaves_after_ms: 7000 })
      const { events } = await watchOn(cardOf(arp(PERSISTENT), visitor), { assign: false })
      expect(changes(events)).toEqual(['joined 0', 'joined 1', 'left 1'])
    })

    it('finds out what an ambiguous address byte of a newcomer means', async () => {
      const visitor = arp(PERSISTENT_2, { address: '0x20', behaviour: 'unshifted-address', joins_after_ms: 3000 })
      const { events, run } = await watchOn(cardOf(arp(PERSISTENT), visitor), { assign: false })
      expect(outcome(run)[1]).toBe(`${PERSISTENT_2} 0x20 nobody not_assigned`)
      expect(changes(events)).toEqual(['joined 0', 'joined 1'])
    })
  })

  it('stops between two transactions when cancelled', async () => {
    const controller = new AbortController()
    const { run } = await watchOn(
      cardOf(arp(PERSISTENT)),
      { forMs: undefined },
      {
        signal: controller.signal,
        observe: (event) => {
          if (event.type === 'phase' && event.step === 'watch') controller.abort()
        },
      },
    )
    expect(run.complete).toBe(false)
    expect(codes(run)).toEqual(['interrupted'])
    expect(stepsOf(run, 'watch')).toEqual([])
  })
})

describe('over thousands of joins', () => {
  it('a pool remembers one former holder an address', () => {
    const pool = new AddressPool([0x11, 0x12], [])
    for (let n = 0; n < 5000; n++) {
      const udid = `81${n.toString(16).padStart(30, '0')}`
      const { address = 0 } = pool.next(udid)
      pool.take(address, 'given')
      pool.release(address, udid)
    }
    expect(pool.next('81'.padEnd(32, 'f'))).toEqual({ address: 0x11, why: 'next free in the pool', refused: [] })
    expect(pool.next(`81${(4999).toString(16).padStart(30, '0')}`)).toMatchObject({
      address: 0x11,
      why: 'had it before',
    })
    expect(pool.next(`81${(4998).toString(16).padStart(30, '0')}`)).toMatchObject({ why: 'next free in the pool' })
  })

  it('the evidence of a device that comes back again and again does not grow', async () => {
    const prepares = Array.from({ length: 30 }, (_, i) => ({
      kind: 'controller' as const,
      at_ms: 3000 + i * INTERVAL_MS,
      sends: 'prepare' as const,
    }))
    const { events } = await watchOn(cardOf(arp(PERSISTENT), ...prepares), { forMs: 70_000 })
    const lengths = eventsOf(events, 'device').map(({ evidence }) => evidence.length)
    expect(changes(events).filter((change) => change === 'changed 0')).toHaveLength(30)
    expect(Math.max(...lengths)).toBeLessThanOrEqual(3)
  })
})
