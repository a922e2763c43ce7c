import { describe, expect, it } from 'vitest'
import { SimBus } from '#shared/sim/bus.ts'
import { buildCard } from '#shared/sim/card.ts'
import { SimClock } from '#shared/sim/clock.ts'
import { describeI2cBus } from '../../support/describe-i2c-bus.ts'
import { openBus } from './open-bus.ts'

describeI2cBus('SimBus', (scenario) => {
  const clock = new SimClock()
  const card = buildCard(scenario, clock)
  return { bus: new SimBus({ wire: card.wire, clock }), card, clock }
})

const DEVICE = { kind: 'arp', udid: '81008086000000040000000000000001' } as const

describe('SimBus', () => {
  it.each([
    [10_000, 20_100],
    [100_000, 2_010],
    [400_000, 503],
  ])('takes the time of its bits at %i Hz', async (clockHz, us) => {
    const { bus, clock } = openBus({ devices: [DEVICE], clock_hz: clockHz })
    const { wireTimeUs } = await bus.writeRead(0x61, Uint8Array.of(3), 19)
    expect(wireTimeUs).toBe(us)
    expect(clock.nowUs()).toBeCloseTo(198e6 / clockHz + 3e6 / clockHz)
  })

  it('adds stretching to the wire time', async () => {
    const { bus } = openBus({ devices: [{ ...DEVICE, faults: [{ on: 'get-udid', do: 'stretch', ms: 4 }] }] })
    expect((await bus.writeRead(0x61, Uint8Array.of(3), 19)).wireTimeUs).toBe(6_010)
  })

  it('gives up on a target that stretches longer than it waits, which then hangs in the middle of its byte', async () => {
    const { bus, card, clock } = openBus({
      devices: [{ ...DEVICE, faults: [{ on: 'get-udid', do: 'stretch', ms: 28 }] }],
    })
    card.wire.stretchLimitUs = 20_000
    expect(await bus.writeRead(0x61, Uint8Array.of(3), 19)).toMatchObject({
      outcome: 'timeout',
      message: 'SCL was held low longer than the adapter waits',
    })
    // It was about to send its byte count, 0x11, whose first bit is a 0.
    expect(await bus.lines()).toEqual({ scl: 'low', sda: 'low' })
    expect(await bus.read(0x20, 1)).toMatchObject({ outcome: 'bus-busy' })
    clock.advance(10_000)
    expect(await bus.lines()).toEqual({ scl: 'high', sda: 'low' })
    expect(await bus.recover()).toMatchObject({ clocks: 3, after: { scl: 'high', sda: 'high' } })
  })

  it('waits no longer for a target than the transaction may take', async () => {
    const { bus, clock } = openBus({ devices: [{ ...DEVICE, faults: [{ on: 'get-udid', do: 'stretch', ms: 8 }] }] })
    expect(await bus.writeRead(0x61, Uint8Array.of(3), 19, { timeoutMs: 5 })).toMatchObject({ outcome: 'timeout' })
    expect(clock.nowUs()).toBeLessThan(6_000)
    clock.advance(8_000)
    await bus.recover()
    expect(await bus.writeRead(0x61, Uint8Array.of(3), 19, { timeoutMs: 9 })).toMatchObject({ outcome: 'ok' })
  })

  it('does not take a wait for another controller for its own wire time', async () => {
    const { bus, clock } = openBus({ devices: [DEVICE, { kind: 'controller', at_ms: 0, sends: 'prepare' }] })
    clock.advance(100)
    expect(await bus.writeRead(0x61, Uint8Array.of(3), 19)).toMatchObject({ outcome: 'ok', wireTimeUs: 2_010 })
    expect(clock.nowUs()).toBeGreaterThan(2_010 + 100)
  })

  it('reports a closed bus once disposed, sending nothing', async () => {
    const { bus, clock } = openBus({ devices: [DEVICE] })
    await bus[Symbol.asyncDispose]()
    expect(await bus.read(0x61, 1)).toMatchObject({ outcome: 'closed', wireTimeUs: 0 })
    expect(clock.nowUs()).toBe(0)
  })

  it('refuses a clock it can not do', () => {
    const clock = new SimClock()
    const { card } = openBus({})
    expect(() => new SimBus({ wire: card.wire, clock, clockHz: 1_000_000 })).toThrow(RangeError)
  })

  it('with the quirk acks-everything takes every byte for acknowledged', async () => {
    const { bus } = openBus({ adapter: { quirks: ['acks-everything'] } })
    expect(await bus.read(0x7d, 1)).toMatchObject({ outcome: 'ok', data: Uint8Array.of(0xff) })
  })

  describe('recovery', () => {
    it.each([
      [
        { sda_held: true, freed_after_clocks: 1 },
        { clocks: 1, message: 'SDA went high after 1 clock' },
      ],
      [
        { sda_held: true, freed_after_clocks: 9 },
        { clocks: 9, message: 'SDA went high after 9 clocks' },
      ],
      [{ sda_held: true }, { clocks: 9, message: 'SDA is still low after 9 clocks: power-cycle the card' }],
      [{ scl_held: true }, { clocks: 0, message: 'SCL is held low and cannot be clocked: power-cycle the card' }],
      [
        { sda_held: true, scl_held: true },
        { clocks: 0, message: 'SCL and SDA are low: check pull-ups and the power of the card' },
      ],
      [{}, { clocks: 0, message: 'both lines were high already, a STOP was sent' }],
    ])('of lines %o comes to %o', async (lines, expected) => {
      const { bus } = openBus({ lines })
      expect(await bus.recover()).toMatchObject(expected)
    })
  })
})
