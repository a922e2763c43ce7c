import { describe, expect, it } from 'vitest'
import { CARD_POOL } from '#shared/arp/address-pool.ts'
import type { ArpEvent } from '#shared/arp/events.ts'
import { DIRECTED_RANGE } from '#shared/arp/look.ts'
import { SELF_TEST_ADDRESSES } from '#shared/i2c/self-test.ts'
import { SCAN_RANGE } from '#shared/i2c/scan.ts'
import { runSchema } from '#shared/run/run.ts'
import { BUILT_IN_NAMES } from '#shared/sim/scenarios/built-in.ts'
import type { OperationRequest } from '#shared/api/operation-request.ts'
import { CONSENT_VALID_MS } from '#shared/api/consent.ts'
import { ConsentError, OpenError, RequestError } from '#shared/api/refusals.ts'
import { manualClock, recordedEngine } from './recorded-engine.ts'
import { BusError } from '#shared/i2c/errors.ts'
import type { BusSource } from '../../../src/main/engine/opened-bus.ts'

const enumeration = {
  pool: CARD_POOL,
  reserved: [],
  preferred: {},
  probe: true,
  move: false,
  withFixed: false,
  resetFirst: false,
  prepareAnyway: false,
}
const enumerate = { operation: 'enumerate', ...enumeration } as const
const scan = { operation: 'scan', addresses: SCAN_RANGE, method: 'auto' } as const
const armed: readonly OperationRequest[] = [
  { operation: 'inventory', addresses: DIRECTED_RANGE },
  enumerate,
  { ...enumerate, withFixed: true, resetFirst: true, prepareAnyway: true, move: true },
  {
    operation: 'assign',
    udid: '4108808610d400040000000044332210',
    address: 0x20,
    probe: true,
    prepareAnyway: true,
  },
  { operation: 'reset', address: null, prepareAnyway: true },
  { operation: 'reset', address: 0x64, prepareAnyway: true },
  { operation: 'watch', ...enumeration, intervalMs: 1000, forMs: 5000, assign: true },
]
const card = { selector: 'sim:pcie-card' }

describe('an engine without consent', () => {
  it.each(BUILT_IN_NAMES)('sends no byte to 0x61 on %s, whatever is asked', async (name) => {
    const { engine, record } = recordedEngine()
    const bus = { selector: `sim:${name}` }
    for (const request of armed) {
      await expect(engine.run(bus, request)).rejects.toBeInstanceOf(ConsentError)
    }
    expect(record).toEqual({ opened: 0, closed: 0, addresses: [] })
    await engine.lines(bus)
    await engine.recover(bus)
    expect(record.addresses).toEqual([])
    for (const method of ['auto', 'quick', 'read'] as const) {
      await engine.run(bus, { operation: 'scan', addresses: [...Array(0x80).keys()], method })
    }
    expect(record.addresses).not.toContain(0x61)
  })

  it('says what would be sent, and why that needs consent', async () => {
    const { engine } = recordedEngine()
    await expect(engine.run(card, enumerate)).rejects.toThrow(
      'enumerate needs consent: it sends Get UDID, Prepare to ARP and Assign Address to 0x61, where parts that are no ' +
        'ARP devices (clock buffers, redrivers, DACs) may take them for settings; nothing was sent',
    )
  })

  it('takes consent for one bus as none for another', async () => {
    const { engine } = recordedEngine()
    engine.arm('sim:single', 'ana')
    await expect(engine.run(card, enumerate)).rejects.toBeInstanceOf(ConsentError)
  })

  it('knows a bus by what it is, not by how it is spelt', async () => {
    const { engine } = recordedEngine()
    engine.arm('sim:pcie-card', 'ana')
    await expect(engine.run({ selector: 'sim:pcie-card@mcp2221' }, enumerate)).resolves.toMatchObject({
      complete: true,
    })
  })

  it('lets consent expire', async () => {
    const clock = manualClock()
    const { engine, record } = recordedEngine({ clock })
    engine.arm(card.selector, 'ana')
    clock.passMs(CONSENT_VALID_MS - 1)
    await engine.run(card, enumerate)
    clock.passMs(1)
    const sent = record.addresses.length
    await expect(engine.run(card, enumerate)).rejects.toBeInstanceOf(ConsentError)
    expect(record.addresses).toHaveLength(sent)
  })

  it('lets an operation that began under consent run to its end after it was withdrawn', async () => {
    const { engine } = recordedEngine()
    engine.arm(card.selector, 'ana')
    const observe = ({ type }: ArpEvent): void => {
      if (type === 'run-started') engine.disarm(card.selector)
    }
    expect(await engine.run(card, enumerate, { observe })).toMatchObject({ complete: true })
    await expect(engine.run(card, enumerate)).rejects.toBeInstanceOf(ConsentError)
  })

  it('holds consent against the moment an operation starts, not the moment it was asked for', async () => {
    const { engine } = recordedEngine()
    engine.arm(card.selector, 'ana')
    const first = engine.run(card, enumerate, {
      observe: ({ type }) => {
        if (type === 'run-finished') engine.disarm(card.selector)
      },
    })
    const second = engine.run(card, enumerate)
    await first
    await expect(second).rejects.toBeInstanceOf(ConsentError)
  })
})

describe('an engine', () => {
  it('writes who agreed, and when, into the Run', async () => {
    const { engine } = recordedEngine()
    engine.arm(card.selector, 'ana (--arm)')
    const { consent } = await engine.run(card, enumerate)
    expect(consent).toEqual({ armed: true, by: 'ana (--arm)', at_utc: '2026-11-22T09:30:00.000Z' })
  })

  it.each([
    ['enumerate', enumerate],
    ['scan', scan],
  ] as const)('gives a Run that its schema takes: %s', async (_, request) => {
    const { engine } = recordedEngine()
    engine.arm(card.selector, 'ana')
    const run = await engine.run(card, request)
    expect(runSchema.safeParse(run).error).toBeUndefined()
    expect(run).toMatchObject({ operation: request.operation, complete: true, settings: { clock_hz: 100_000 } })
  })

  it('tests the adapter once an opening, just before the first operation', async () => {
    const { engine, record } = recordedEngine()
    await engine.lines(card)
    expect(record.addresses).toEqual([])
    await engine.run(card, scan)
    await engine.run(card, scan)
    await engine.close(card.selector)
    await engine.run(card, scan)
    const tested = record.addresses.filter((address) => SELF_TEST_ADDRESSES.some((one) => one === address))
    expect(tested).toEqual([...SELF_TEST_ADDRESSES, ...SELF_TEST_ADDRESSES])
    expect(record).toMatchObject({ opened: 2, closed: 1 })
  })

  it('tests an adapter again that has not passed', async () => {
    const { engine, record } = recordedEngine()
    const bus = { selector: 'sim:acks-everything' }
    for (let time = 0; time < 2; time++) await engine.run(bus, scan)
    expect(record.addresses).toEqual([...SELF_TEST_ADDRESSES, ...SELF_TEST_ADDRESSES])
  })

  it('runs one operation at a time on a bus, in the order they were asked for', async () => {
    const { engine } = recordedEngine()
    const heard: string[] = []
    const run = (name: string): Promise<unknown> =>
      engine.run(card, scan, {
        observe: ({ type }) => {
          if (type.startsWith('run-')) heard.push(`${name} ${type}`)
        },
      })
    await Promise.all([run('first'), run('second')])
    expect(heard).toEqual(['first run-started', 'first run-finished', 'second run-started', 'second run-finished'])
  })

  it('goes on after an operation that was refused', async () => {
    const { engine } = recordedEngine()
    const refused = engine.run(card, enumerate)
    const scanned = engine.run(card, scan)
    await expect(refused).rejects.toBeInstanceOf(ConsentError)
    await expect(scanned).resolves.toMatchObject({ complete: true })
  })

  it('does not wait for an observer', async () => {
    const { engine } = recordedEngine()
    const observe = (): void => void new Promise(() => undefined)
    expect(await engine.run(card, scan, { observe })).toMatchObject({ complete: true })
  })

  it('runs to the end when the observer throws, then says so', async () => {
    const { engine, record } = recordedEngine()
    let heard = 0
    const observe = (): void => {
      heard++
      throw new Error('the front end broke')
    }
    await expect(engine.run(card, scan, { observe })).rejects.toThrow('the front end broke')
    expect(heard).toBe(1)
    expect(record.addresses.length).toBeGreaterThan(100)
  })

  it('stops between two transactions when aborted, and gives what it has', async () => {
    const { engine, record } = recordedEngine()
    engine.arm(card.selector, 'ana')
    const stop = new AbortController()
    const run = await engine.run(card, enumerate, {
      signal: stop.signal,
      observe: (event) => {
        if (event.type === 'exchange' && event.seq === 9) stop.abort()
      },
    })
    expect(run).toMatchObject({ complete: false, findings: [{ code: 'interrupted' }], statistics: { transactions: 9 } })
    expect(run.bus.lines_after).toEqual({ scl: 'high', sda: 'high' })
    expect(record.addresses).toHaveLength(9)
  })

  it('sends nothing when aborted before it started', async () => {
    const { engine, record } = recordedEngine()
    const reason = new Error('changed my mind')
    await expect(engine.run(card, scan, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
    expect(record).toEqual({ opened: 0, closed: 0, addresses: [] })
  })

  it('closes every bus when it is disposed of', async () => {
    const { engine, record } = recordedEngine()
    await engine.lines(card)
    await engine.lines({ selector: 'sim:single' })
    await engine[Symbol.asyncDispose]()
    await engine[Symbol.asyncDispose]()
    expect(record).toMatchObject({ opened: 2, closed: 2 })
  })

  it('does not change the speed of an open bus', async () => {
    const { engine } = recordedEngine()
    await engine.lines(card)
    await expect(engine.lines({ ...card, clockHz: 50_000 })).rejects.toThrow(
      'sim:pcie-card@mcp2221 is open at 100000 Hz; close it to change its speed',
    )
  })
})

describe('the order of refusals', () => {
  const failing = (source: Partial<BusSource>) => ({
    findBus: () =>
      Promise.resolve({
        capabilities: undefined,
        usualClockHz: 100_000,
        open: () => Promise.reject(new BusError('permission', 'no permission')),
        ...source,
      }),
  })

  it('is the request before the consent', async () => {
    const { engine } = recordedEngine()
    await expect(engine.run({ ...card, clockHz: 5000 }, enumerate)).rejects.toThrow(
      new RequestError("sim:pcie-card can't run its bus at 5000 Hz: this adapter does 10000 to 400000 Hz"),
    )
    await expect(engine.run({ selector: 'sim:nobody' }, enumerate)).rejects.toBeInstanceOf(RequestError)
    await expect(engine.run({ selector: 'usb' }, enumerate)).rejects.toBeInstanceOf(RequestError)
  })

  it('is the consent before the opening', async () => {
    const { engine } = recordedEngine(failing({}))
    await expect(engine.run(card, enumerate)).rejects.toBeInstanceOf(ConsentError)
    engine.arm(card.selector, 'ana')
    await expect(engine.run(card, enumerate)).rejects.toThrow(new OpenError('permission', 'no permission'))
  })

  it('is the opening before the lines', async () => {
    const { engine } = recordedEngine()
    const run = await engine.run({ selector: 'sim:unpowered' }, scan)
    expect(run).toMatchObject({ complete: false, transactions: [] })
    expect(run.findings.map(({ code }) => code)).toEqual(['stuck-sda', 'stuck-scl'])
  })
})
