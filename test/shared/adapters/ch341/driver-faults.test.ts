import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openCh341, type Ch341 } from '#shared/adapters/ch341/driver.ts'
import type { UsbPort } from '#shared/adapters/ports.ts'
import type { TransferReport } from '#shared/i2c/bus.ts'
import { isBusError } from '#shared/i2c/errors.ts'
import type { Ch341ChipOptions } from '#shared/sim/chips/ch341.ts'
import { offered, type ScriptedTarget } from '../mcp2221/mcp2221-rig.ts'
import { TARGET, buildRig } from './ch341-rig.ts'

const GET_UDID = Uint8Array.of(3)
const ASSIGN = new Uint8Array(20)
const SHAPES: { what: string; options: Partial<Ch341ChipOptions> }[] = [
  { what: 'many statuses a packet', options: {} },
  { what: 'one status a packet', options: { quirks: ['status-one-per-packet'] } },
]

/** What an enumeration of one device sends, and a long read. */
async function enumerate(bus: Ch341): Promise<TransferReport[]> {
  return [
    await bus.write(TARGET, Uint8Array.of(1, 0x3b)),
    await bus.writeRead(TARGET, GET_UDID, 19),
    await bus.read(0x10, 1),
    await bus.write(TARGET, ASSIGN),
    await bus.writeRead(TARGET, GET_UDID, 100),
  ]
}

describe.each(SHAPES)('unplugged, with $what', ({ options }) => {
  it('at any transfer settles as closed, then and from then on', async () => {
    const healthy = buildRig(options)
    const bus = await healthy.open()
    const opened = healthy.chip.transfers
    await enumerate(bus)
    const total = healthy.chip.transfers
    expect(total).toBeGreaterThanOrEqual(opened + 14)
    for (let at = opened + 1; at <= total; at++) {
      const { open, chip } = buildRig(options)
      await using unlucky = await open()
      chip.unplugAt(at)
      const outcomes = (await enumerate(unlucky)).map(({ outcome }) => outcome)
      const first = outcomes.indexOf('closed')
      expect(first, `at transfer ${at}: ${outcomes.join(' ')}`).toBeGreaterThanOrEqual(0)
      expect(outcomes.slice(first)).toEqual(outcomes.slice(first).map(() => 'closed'))
    }
  })

  it('at any transfer of opening rejects as closed', async () => {
    const healthy = buildRig(options)
    await healthy.open()
    const total = healthy.chip.transfers
    for (let at = 1; at <= total; at++) {
      const { chip, port, clock } = buildRig(options)
      chip.unplugAt(at)
      await expect(openCh341(port, clock, { clockHz: 100_000 }), `at transfer ${at}`).rejects.toMatchObject({
        kind: 'closed',
      })
    }
  })

  it('at any transfer of a recovery rejects as closed', async () => {
    for (let more = 1; more <= 20; more++) {
      const { open, chip, target } = buildRig(options)
      await using bus = await open()
      target.lines = { scl: false, sda: true }
      chip.unplugAt(chip.transfers + more)
      await expect(bus.recover(), `after ${more} transfers`).rejects.toMatchObject({ kind: 'closed' })
    }
  })
})

describe('silence', () => {
  it('at any transfer of opening rejects as adapter, in bounded time', async () => {
    const healthy = buildRig()
    await healthy.open()
    for (let at = 1; at <= healthy.chip.transfers; at++) {
      const { chip, port, clock } = buildRig()
      chip.silenceAt(at)
      await expect(openCh341(port, clock, { clockHz: 100_000 }), `at transfer ${at}`).rejects.toMatchObject({
        kind: 'adapter',
      })
      expect(clock.nowUs()).toBeLessThan(2e6)
    }
  })

  it('later settles as adapter, in bounded time, and says what to do', async () => {
    const { open, chip, clock } = buildRig()
    await using bus = await open()
    chip.silenceAt(chip.transfers + 1)
    const beforeUs = clock.nowUs()
    const report = await bus.writeRead(TARGET, GET_UDID, 19)
    expect(report).toMatchObject({ outcome: 'adapter', nackIndex: null, srGapUs: null, wireTimeUs: null })
    expect(report.message).toMatch(/^CH341 gives no answer within 250 ms, not even of its pins: unplug it/)
    expect(clock.nowUs() - beforeUs).toBeLessThan(1.5e6)
    await expect(bus.lines()).rejects.toMatchObject({ kind: 'adapter' })
  })

  it('of a chip with the quirk keeps it from being opened', async () => {
    const { port, clock } = buildRig({ quirks: ['silent'] })
    await expect(openCh341(port, clock, { clockHz: 100_000 })).rejects.toMatchObject({ kind: 'adapter' })
  })
})

describe('late answers', () => {
  it('are found behind the question for the pins, and said', async () => {
    const { open } = buildRig({ quirks: ['late-reply'] })
    await using bus = await open()
    const reports: TransferReport[] = []
    for (let i = 0; i < 20; i++) reports.push(await bus.writeRead(TARGET, GET_UDID, 19))
    for (const report of reports) expect(report).toMatchObject({ outcome: 'ok', data: offered(19) })
    const late = reports.filter(({ message }) => message?.startsWith('late reply'))
    expect(late).toHaveLength(2)
    expect(late[0]).toMatchObject({ usbTransfers: 4 })
  })

  it('left over from an earlier user are drained at opening', async () => {
    const { open, chip } = buildRig()
    for (let i = 0; i < 5; i++) chip.leaveBehind(Uint8Array.of(i))
    await using bus = await open()
    expect(await bus.read(TARGET, 3)).toMatchObject({ outcome: 'ok', data: offered(3) })
  })
})

describe('wrong answers', () => {
  it('are passed over where the right one follows', async () => {
    const { open, chip } = buildRig()
    await using bus = await open()
    chip.leaveBehind(Uint8Array.of(1, 2, 3))
    const report = await bus.writeRead(TARGET, GET_UDID, 19)
    expect(report).toMatchObject({ outcome: 'ok', data: offered(19), message: 'late reply: an answer out of turn' })
    expect(chip.lostPackets).toBe(0)
  })

  it('settle as adapter with the count where none does, and the next transaction is right', async () => {
    const { port, clock, wire } = buildRig()
    let isCut = false
    const cutting: UsbPort = {
      ...port,
      transferIn: async (endpoint, lengthBytes, timeoutMs) => {
        const packet = await port.transferIn(endpoint, lengthBytes, timeoutMs)
        return isCut && packet?.length === 22 ? packet.slice(0, 21) : packet
      },
    }
    await using bus = await openCh341(cutting, clock, { clockHz: 100_000 })
    isCut = true
    const report = await bus.writeRead(TARGET, GET_UDID, 19)
    isCut = false
    expect(report).toMatchObject({ outcome: 'adapter' })
    expect(report.message).toMatch(/^CH341 gave no answer of 22 bytes to an I2C packet, got 21 bytes/)
    expect(await bus.writeRead(TARGET, GET_UDID, 19)).toMatchObject({ outcome: 'ok', data: offered(19) })
    expect(wire.lines()).toEqual({ scl: 'high', sda: 'high' })
  })

  it('of a chip that talks garbage never crash the driver, nor leave the bus held', async () => {
    const { open, chip } = buildRig({ quirks: ['garbage'] })
    await using bus = await open()
    for (let i = 0; i < 10; i++) {
      for (const { outcome } of await enumerate(bus)) expect(outcome).not.toBe('closed')
      expect(chip.stream.isHeld).toBe(false)
    }
  })

  it('say acknowledged of everything where the chip does', async () => {
    const { open } = buildRig({ quirks: ['acks-everything'] })
    await using bus = await open()
    expect(await bus.read(0x7d, 1)).toMatchObject({ outcome: 'ok', data: Uint8Array.of(0xff) })
  })
})

describe('a target that stretches the clock', () => {
  it('is read wrongly, but in the time of the transaction', async () => {
    const { open, target, clock } = buildRig()
    await using bus = await open()
    target.stretchesUs = 4000
    const beforeUs = clock.nowUs()
    const { outcome } = await bus.writeRead(TARGET, GET_UDID, 19)
    expect(['ok', 'nack-data', 'nack-address']).toContain(outcome)
    expect(clock.nowUs() - beforeUs).toBeLessThan(5000)
  })
})

interface Call {
  readonly address: number
  readonly written: number
  readonly read: number
  readonly refusesData: number | undefined
  readonly refusesRead: boolean
  readonly sdaHeld: boolean
}

const call: fc.Arbitrary<Call> = fc
  .record({
    address: fc.constantFrom(TARGET, TARGET, 0x20),
    written: fc.nat(130),
    read: fc.nat(130),
    refusesData: fc.option(fc.nat(130), { nil: undefined }),
    refusesRead: fc.boolean(),
    sdaHeld: fc.constantFrom(false, false, false, true),
  })
  .filter(({ written, read }) => written + read > 0)

function perform(bus: Ch341, target: ScriptedTarget, wanted: Call): Promise<TransferReport> {
  target.refusesData = wanted.refusesData
  target.refusesRead = wanted.refusesRead
  target.lines = { scl: false, sda: wanted.sdaHeld }
  const { address, written, read } = wanted
  if (read === 0) return bus.write(address, new Uint8Array(written))
  return written === 0 ? bus.read(address, read) : bus.writeRead(address, new Uint8Array(written), read)
}

const shape = fc.record({
  acks: fc.constantFrom('chosen', 'every-byte'),
  quirks: fc.constantFrom([], ['status-one-per-packet'] as const, ['late-reply'] as const),
  transferUs: fc.constantFrom(50, 1000, 2500),
  clockHz: fc.constantFrom(20_000, 100_000, 400_000),
})

describe('whatever is called', () => {
  it('leaves the bus idle, and loses no packet', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(call, { minLength: 1, maxLength: 6 }),
        shape,
        async (calls, { acks, clockHz, ...options }) => {
          const { open, chip, target } = buildRig(options)
          await using bus = await open({ acks, clockHz })
          for (const wanted of calls) {
            const report = await perform(bus, target, wanted)
            expect(['adapter', 'closed', 'arbitration-lost', 'timeout']).not.toContain(report.outcome)
            expect(chip.stream.isHeld).toBe(false)
          }
          expect(chip.lostPackets).toBe(0)
        },
      ),
      { numRuns: 100 },
    )
  })

  it('names no refused byte but the first one that the wire had', async () => {
    await fc.assert(
      fc.asyncProperty(call, shape, async (wanted, { acks, clockHz, ...options }) => {
        const { open, wire, target } = buildRig(options)
        await using bus = await open({ acks, clockHz })
        const refused: { index: number; isAddress: boolean }[] = []
        let isAddress = false
        let isRead = false
        let index = -1
        wire.trace = (event) => {
          if (event.kind === 'start' || event.kind === 'repeated-start') isAddress = true
          if (event.kind !== 'byte') return
          index++
          if (!event.acked && (isAddress || !isRead)) refused.push({ index, isAddress })
          isRead = isAddress ? (event.byte & 1) === 1 : isRead
          isAddress = false
        }
        const { outcome, nackIndex } = await perform(bus, target, { ...wanted, sdaHeld: false })
        const [first] = refused
        if (!first) expect([outcome, nackIndex]).toEqual(['ok', null])
        else {
          expect(outcome).toBe(first.isAddress ? 'nack-address' : 'nack-data')
          const isSure = acks === 'every-byte' || first.isAddress || first.index === 1
          expect(isSure ? [first.index] : [first.index, 'unknown']).toContain(nackIndex)
        }
      }),
      { numRuns: 150 },
    )
  })
})

const anyPacket = fc.option(fc.uint8Array({ maxLength: 32 }), { nil: undefined })

describe('arbitrary packets', () => {
  it('never crash the driver nor keep it for long', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyPacket, { minLength: 1, maxLength: 40 }), async (replies) => {
        const { port, clock } = buildRig()
        let isNoisy = false
        let next = 0
        const turning: UsbPort = {
          ...port,
          transferIn: (endpoint, lengthBytes, timeoutMs) => {
            if (!isNoisy) return port.transferIn(endpoint, lengthBytes, timeoutMs)
            const reply = replies[next++ % replies.length]
            clock.advance(reply ? 1000 : timeoutMs * 1000)
            return Promise.resolve(reply)
          },
        }
        // Opened on a chip that is well, so that transactions see the noise too.
        await using bus = await openCh341(turning, clock, { clockHz: 100_000 })
        isNoisy = true
        const beforeUs = clock.nowUs()
        for (const report of await enumerate(bus)) expect(report.usbTransfers).toBeGreaterThan(0)
        await bus.recover().catch((error: unknown) => expect(isBusError(error)).toBe(true))
        expect(clock.nowUs() - beforeUs).toBeLessThan(60e6)
      }),
      { numRuns: 300 },
    )
  })

  it('at opening end in a bus or a BusError', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyPacket, { minLength: 1, maxLength: 20 }), async (replies) => {
        const { port, clock } = buildRig()
        let next = 0
        const noisy: UsbPort = {
          ...port,
          transferIn: (_, __, timeoutMs) => {
            const reply = replies[next++ % replies.length]
            clock.advance(reply ? 1000 : timeoutMs * 1000)
            return Promise.resolve(reply)
          },
        }
        const opened = await openCh341(noisy, clock, { clockHz: 100_000 }).catch((error: unknown) => error)
        expect(opened instanceof Error ? isBusError(opened) : true).toBe(true)
        expect(clock.nowUs()).toBeLessThan(20e6)
      }),
      { numRuns: 300 },
    )
  })
})
