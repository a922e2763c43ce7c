import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SimClock } from '#shared/sim/clock.ts'
import { ExternalController } from '#shared/sim/targets/external-controller.ts'
import { RegisterFile } from '#shared/sim/targets/register-file.ts'
import type { SimTarget } from '#shared/sim/targets/target.ts'
import type { WireTraceEvent } from '#shared/sim/wire-trace.ts'
import { SimWire } from '#shared/sim/wire.ts'
import { ARP, UDIDS, assign, getUdid, hex, prepare, udidOf } from './arp-frames.ts'
import { openBus } from './open-bus.ts'

const arp = (udid: string, address?: string) => ({ kind: 'arp' as const, udid, ...(address ? { address } : {}) })

/** Get UDID and Assign until nobody answers: the UDIDs in the order they came. */
async function enumerate(bus: ReturnType<typeof openBus>['bus']): Promise<string[]> {
  const order: string[] = []
  for (let address = 0x10; address < 0x78; address++) {
    const udid = udidOf(await getUdid(bus))
    if (udid === undefined) break
    order.push(udid)
    await assign(bus, udid, address << 1)
  }
  return order
}

describe('arbitration between targets', () => {
  it('brings the devices of section 6.3 in the published order', async () => {
    const numbers = [3, '1 strap 1', 9, 1, 4] as const
    const fixed = (udid: string) => arp(udid, udid === UDIDS[4] ? '0x18' : undefined)
    const { bus } = openBus({ devices: numbers.map((number) => fixed(UDIDS[number])) })
    expect(await enumerate(bus)).toEqual([UDIDS[4], UDIDS[1], UDIDS['1 strap 1'], UDIDS[9], UDIDS[3]])
  })

  it('lets the lowest win each time, for any distinct UDIDs', async () => {
    const udid = fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => {
      // Volatile, so that all of them can be assigned addresses.
      bytes[0] = (bytes[0]! & 0x3f) | 0x80
      return Buffer.from(bytes).toString('hex')
    })
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(udid, { maxLength: 20 }), async (udids) => {
        const { bus, card } = openBus({ devices: udids.map((id) => arp(id)) })
        expect(await enumerate(bus)).toEqual(udids.toSorted())
        expect(new Set(card.devices().map(({ address }) => address)).size).toBe(udids.length)
      }),
      { numRuns: 50 },
    )
  })

  it('hides the refusal of one behind the acknowledge of another', async () => {
    const { bus } = openBus({ devices: [arp(UDIDS[1]), arp(UDIDS['1 strap 1'])] })
    // The last UDID byte differs: strap 0 drops out there, strap 1 goes on.
    expect(await assign(bus, UDIDS['1 strap 1'], 0x22)).toMatchObject({ outcome: 'ok' })
  })

  it('traces who drove what, and in which bit the losers let go', async () => {
    const { bus, card } = openBus({ devices: [arp(UDIDS[1]), arp(UDIDS[9])] })
    const events: WireTraceEvent[] = []
    card.wire.trace = (event) => events.push(event)
    await getUdid(bus)
    const traced = events.filter((event) => event.kind === 'byte')
    expect(traced[1]).toEqual({
      kind: 'byte',
      tUs: 100,
      byte: 0x03,
      drivers: [{ name: 'controller', byte: 0x03, letGoAt: null }],
      acked: true,
      ackedBy: [`arp ${UDIDS[1]}`, `arp ${UDIDS[9]}`],
    })
    expect(traced[4]).toMatchObject({
      byte: 0x41,
      drivers: [
        { name: `arp ${UDIDS[1]}`, byte: 0x41, letGoAt: null },
        { name: `arp ${UDIDS[9]}`, byte: 0x81, letGoAt: 0 },
      ],
      ackedBy: ['controller'],
    })
    expect(traced[5]).toMatchObject({ drivers: [{ name: `arp ${UDIDS[1]}`, byte: 0x08 }] })
  })
})

describe('presence', () => {
  it('is judged at each START', async () => {
    const { bus, card, clock } = openBus({
      devices: [
        { ...arp(UDIDS[1]), joins_after_ms: 20 },
        { ...arp(UDIDS[3]), leaves_after_ms: 20 },
      ],
    })
    expect(udidOf(await getUdid(bus))).toBe(UDIDS[3])
    expect(card.devices()).toMatchObject([{ present: false }, { present: true }])
    clock.advance(20_000)
    expect(card.devices()).toMatchObject([{ present: true }, { present: false }])
    expect(udidOf(await getUdid(bus))).toBe(UDIDS[1])
  })

  it('does not change within a transaction', async () => {
    const { bus } = openBus({ devices: [{ ...arp(UDIDS[3]), leaves_after_ms: 1 }] })
    expect(udidOf(await getUdid(bus))).toBe(UDIDS[3])
    expect(await getUdid(bus)).toMatchObject({ outcome: 'nack-address' })
  })
})

describe('SCL held low by the controller', () => {
  type Opened = ReturnType<typeof openBus>
  const halfway = (hold: (opened: Opened) => void) => {
    const opened = openBus({ devices: [arp(UDIDS[3])] })
    const { wire } = opened.card
    wire.start()
    for (const byte of [0xc2, 0x03]) wire.send(byte)
    hold(opened)
    wire.start()
    return { ...wire.send(0xc3), nowUs: wire.nowUs }
  }
  /** START, two bytes, repeated START, one byte. */
  const BITS_US = 290

  it.each([
    [
      'as told',
      (us: number) =>
        ({ card }: Opened) =>
          card.wire.holdClock(us),
    ],
    [
      'as time passes in a transaction',
      (us: number) =>
        ({ clock }: Opened) =>
          clock.advance(190 + us),
    ],
    [
      'as told, the time having passed',
      (us: number) =>
        ({ card, clock }: Opened) => {
          clock.advance(190 + us)
          card.wire.holdClock(us)
        },
    ],
  ])('is borne for 30 ms and not longer, %s', (_, hold) => {
    const borne = halfway(hold(30_000))
    expect(borne).toMatchObject({ acked: true })
    expect(borne.nowUs).toBeCloseTo(BITS_US + 30_000)
    expect(halfway(hold(30_001))).toMatchObject({ acked: false })
  })
})

describe('a target left in the middle of a byte', () => {
  /** START, read address, one byte acknowledged: the next byte's first bit is on the wire. */
  const leftReading = (next: number) => {
    const clock = new SimClock()
    const wire = new SimWire(clock)
    wire.attach(new RegisterFile(0x50))
    wire.start()
    wire.send(0xa0)
    wire.send((next + 255) % 256)
    wire.start()
    wire.send(0xa1)
    wire.receive(true)
    wire.stop()
    return wire
  }

  it('keeps SDA low when the bit is a 0, until clocked on to a 1', () => {
    const wire = leftReading(0x10)
    expect(wire.lines()).toEqual({ scl: 'high', sda: 'low' })
    expect(wire.start()).toBe('stuck')
    expect([1, 2, 3].map(() => wire.pulseClock().sda)).toEqual(['low', 'low', 'high'])
    wire.stop()
    expect(wire.start()).toBe('ok')
  })

  it('lets the STOP through when the bit is a 1', () => {
    expect(leftReading(0x80).lines()).toEqual({ scl: 'high', sda: 'high' })
  })

  it('is through with any byte after nine clocks', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 255 }), (next) => {
        const wire = leftReading(next)
        for (let pulse = 0; pulse < 9; pulse++) wire.pulseClock()
        wire.stop()
        expect(wire.lines()).toEqual({ scl: 'high', sda: 'high' })
        expect(wire.start()).toBe('ok')
      }),
    )
  })
})

describe('time', () => {
  it('runs ahead of the clock while bytes are sent, and never behind it', () => {
    const clock = new SimClock()
    const wire = new SimWire(clock)
    wire.start()
    wire.send(0xc2)
    wire.stop()
    expect(wire.nowUs).toBeCloseTo(110)
    expect(clock.nowUs()).toBe(0)
    clock.advance(5_000)
    expect(wire.nowUs).toBe(5_000)
  })

  it('keeps tBUF between STOP and START', () => {
    const wire = new SimWire(new SimClock())
    wire.start()
    wire.stop()
    const stopUs = wire.nowUs
    wire.start()
    expect(wire.nowUs - stopUs).toBeCloseTo(4.7 + 10)
  })
})

describe('another controller', () => {
  const withController = (sends: 'prepare' | 'get-udid' | 'reset', atMs: number) =>
    openBus({
      devices: [
        { ...arp(UDIDS[1], '0x64'), address_resolved: true },
        { kind: 'controller', at_ms: atMs, sends },
      ],
    })
  const resolved = ({ card }: ReturnType<typeof openBus>) => card.devices()[0]!.addressResolved

  it('sends at its time while we leave the bus alone', () => {
    const opened = withController('prepare', 5)
    expect(resolved(opened)).toBe(true)
    opened.clock.advance(4_999)
    expect(resolved(opened)).toBe(true)
    opened.clock.advance(2)
    expect(resolved(opened)).toBe(false)
  })

  it.each([
    ['prepare', { addressValid: true, addressResolved: false }],
    ['reset', { addressValid: true, addressResolved: false }],
    ['get-udid', { addressValid: true, addressResolved: true }],
  ] as const)('can send %s', (sends, state) => {
    const { card, clock } = withController(sends, 1)
    clock.advance(10_000)
    expect(card.devices()).toMatchObject([state])
  })

  it('that became ready within our transaction starts together with our next one, and may win', async () => {
    const opened = withController('prepare', 1)
    expect(await getUdid(opened.bus, 0x64)).toMatchObject({ outcome: 'ok' })
    expect(resolved(opened)).toBe(true)
    expect(await getUdid(opened.bus, 0x64)).toMatchObject({ outcome: 'arbitration-lost', nackIndex: null })
    expect(await getUdid(opened.bus)).toMatchObject({ outcome: 'ok' })
    expect(resolved(opened)).toBe(false)
  })

  it('that loses the arbitration tries again when the bus is free', async () => {
    const opened = withController('prepare', 0)
    expect(await opened.bus.read(0x20, 1)).toMatchObject({ outcome: 'nack-address' })
    opened.clock.advance(1_000)
    expect(resolved(opened)).toBe(false)
  })

  it('that sends the very same is not noticed by either', async () => {
    const opened = withController('prepare', 0)
    expect(await prepare(opened.bus)).toMatchObject({ outcome: 'ok' })
    opened.clock.advance(1_000)
    expect(resolved(opened)).toBe(false)
  })

  it('reads along with us to the same last byte', async () => {
    const { bus } = openBus({ devices: [arp(UDIDS[3]), { kind: 'controller', at_ms: 0, sends: 'get-udid' }] })
    expect(udidOf(await getUdid(bus))).toBe(UDIDS[3])
  })

  it('that reads further than we do wins the ninth bit of our last byte', async () => {
    const { bus } = openBus({ devices: [arp(UDIDS[3]), { kind: 'controller', at_ms: 0, sends: 'get-udid' }] })
    expect(await bus.writeRead(ARP, Uint8Array.of(0x03), 5)).toMatchObject({ outcome: 'arbitration-lost' })
  })

  it.each([
    ['a repeated START', (wire: SimWire) => wire.start()],
    ['one more byte', (wire: SimWire) => (wire.send(0xc0), wire.send(0x00))],
    ['STOP', (wire: SimWire) => wire.stop()],
  ])('that meets our %s where it does something else tries again later', (_, differ) => {
    const opened = withController('prepare', 0)
    const { wire } = opened.card
    wire.start()
    for (const byte of [0xc2, 0x01]) wire.send(byte)
    differ(wire)
    wire.stop()
    const trace: WireTraceEvent[] = []
    wire.trace = (event) => trace.push(event)
    opened.clock.advance(2_000)
    wire.settle()
    expect(trace.flatMap((event) => (event.kind === 'byte' ? [event.byte] : []))).toEqual([0xc2, 0x01, 0xc0])
  })

  it('holds us up while it is at it', async () => {
    const { bus, clock } = openBus({ devices: [arp(UDIDS[3]), { kind: 'controller', at_ms: 0, sends: 'get-udid' }] })
    clock.advance(1)
    expect(udidOf(await getUdid(bus))).toBe(UDIDS[3])
    expect(clock.nowUs()).toBeCloseTo(2 * 2_010 + 4.7)
  })

  it('finding the bus stuck waits for it', () => {
    const clock = new SimClock()
    const wire = new SimWire(clock)
    const seen: number[] = []
    wire.attach(recorder(seen))
    let isHeld = true
    wire.attach({ ...recorder([]), holds: () => ({ sda: isHeld, scl: false }) })
    wire.attachController(new ExternalController('prepare', 0))
    clock.advance(1_000)
    wire.settle()
    expect(seen).toEqual([])
    isHeld = false
    clock.advance(1_000)
    wire.settle()
    expect(seen).toEqual([0xc2, 0x01, 0xc0])
  })
})

/** Acknowledges 0x61 and keeps what is written to it. */
function recorder(seen: number[]): SimTarget {
  return {
    name: 'recorder',
    yields: true,
    select: (address, isRead) => {
      if (address === ARP) seen.push((address << 1) | Number(isRead))
      return address === ARP
    },
    receive: (byte) => {
      seen.push(byte)
      return true
    },
    offer: () => 0xff,
  }
}

it('a target that refused a byte hears nothing more until the next START', () => {
  const wire = new SimWire(new SimClock())
  const seen: number[] = []
  wire.attach({ ...recorder(seen), receive: (byte) => (seen.push(byte), byte !== 0x11) })
  wire.attach(recorder([]))
  wire.start()
  for (const byte of [0xc2, ...hex('04 11 22 33')]) wire.send(byte)
  wire.stop()
  expect(seen).toEqual([0xc2, 0x04, 0x11])
})

it('bytes sent without a START reach nobody', () => {
  const wire = new SimWire(new SimClock())
  const seen: number[] = []
  wire.attach(recorder(seen))
  expect(wire.send(0xc2)).toMatchObject({ lost: true, acked: false })
  expect(seen).toEqual([])
})
