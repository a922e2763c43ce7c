import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openMcp2221, type Mcp2221 } from '#shared/adapters/mcp2221/driver.ts'
import type { HidPort } from '#shared/adapters/ports.ts'
import type { TransferReport } from '#shared/i2c/bus.ts'
import { isBusError } from '#shared/i2c/errors.ts'
import { SimClock } from '#shared/sim/clock.ts'
import { buildRig, TARGET, type ScriptedTarget } from './mcp2221-rig.ts'

const GET_UDID = Uint8Array.of(3)
const ASSIGN = new Uint8Array(20)

/** What an enumeration of one device sends. */
async function enumerate(bus: Mcp2221): Promise<TransferReport[]> {
  return [
    await bus.write(TARGET, Uint8Array.of(1, 0x3b)),
    await bus.writeRead(TARGET, GET_UDID, 19),
    await bus.read(0x10, 1),
    await bus.write(TARGET, ASSIGN),
    await bus.writeRead(0x10, GET_UDID, 19),
  ]
}

describe('unplugged', () => {
  it('at any report settles as closed, then and from then on', async () => {
    const healthy = buildRig()
    const bus = await healthy.open()
    const opened = healthy.chip.reports
    await enumerate(bus)
    const total = healthy.chip.reports
    expect(total).toBeGreaterThan(opened + 20)
    for (let at = opened + 1; at <= total; at++) {
      const { open, chip } = buildRig()
      await using unlucky = await open()
      chip.unplugAt(at)
      const outcomes = (await enumerate(unlucky)).map(({ outcome }) => outcome)
      const first = outcomes.indexOf('closed')
      expect(first, `at report ${at}: ${outcomes.join(' ')}`).toBeGreaterThanOrEqual(0)
      expect(outcomes.slice(first)).toEqual(outcomes.slice(first).map(() => 'closed'))
    }
  })

  it('at any report of opening rejects as closed', async () => {
    const healthy = buildRig()
    await healthy.open()
    const total = healthy.chip.reports
    for (let at = 1; at <= total; at++) {
      const { chip, port, clock } = buildRig()
      chip.unplugAt(at)
      await expect(openMcp2221(port, clock, { clockHz: 100_000 }), `at report ${at}`).rejects.toMatchObject({
        kind: 'closed',
      })
    }
  })
})

interface Call {
  readonly address: number
  readonly written: number
  readonly read: number
  readonly refusesData: number | undefined
  readonly refusesRead: boolean
  readonly stretchesUs: number
  readonly sdaHeld: boolean
}

const call: fc.Arbitrary<Call> = fc
  .record({
    address: fc.constantFrom(TARGET, TARGET, 0x20),
    written: fc.nat(130),
    read: fc.nat(130),
    refusesData: fc.option(fc.nat(130), { nil: undefined }),
    refusesRead: fc.boolean(),
    stretchesUs: fc.constantFrom(0, 0, 0, 300, 40_000),
    sdaHeld: fc.constantFrom(false, false, false, true),
  })
  .filter(({ written, read }) => written + read > 0)

function perform(bus: Mcp2221, target: ScriptedTarget, wanted: Call): Promise<TransferReport> {
  target.refusesData = wanted.refusesData
  target.refusesRead = wanted.refusesRead
  target.stretchesUs = wanted.stretchesUs
  target.lines = { scl: false, sda: wanted.sdaHeld }
  const { address, written, read } = wanted
  if (read === 0) return bus.write(address, new Uint8Array(written))
  return written === 0 ? bus.read(address, read) : bus.writeRead(address, new Uint8Array(written), read)
}

describe('whatever is called', () => {
  it('leaves the engine idle, and never cancels one that is', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(call, { minLength: 1, maxLength: 6 }),
        fc.constantFrom(100, 1000, 2500),
        async (calls, reportUs) => {
          const { open, chip, target } = buildRig({ reportUs })
          await using bus = await open()
          for (const wanted of calls) {
            const report = await perform(bus, target, wanted)
            expect(['adapter', 'closed', 'arbitration-lost']).not.toContain(report.outcome)
            // A cancel takes effect while its reply travels, or by the next report.
            await bus.lines()
            expect(chip.engine.view.state).toBe(0)
          }
          expect(chip.engine.idleCancels).toBe(0)
        },
      ),
      { numRuns: 60 },
    )
  })

  it('says nack-address only where the wire had an address refused', async () => {
    await fc.assert(
      fc.asyncProperty(call, async (wanted) => {
        const { open, wire, target } = buildRig()
        await using bus = await open()
        const refusedAddresses: number[] = []
        let isAddress = false
        let index = -1
        wire.trace = (event) => {
          if (event.kind === 'start' || event.kind === 'repeated-start') isAddress = true
          if (event.kind !== 'byte') return
          index++
          if (isAddress && !event.acked) refusedAddresses.push(index)
          isAddress = false
        }
        const { outcome, nackIndex } = await perform(bus, target, { ...wanted, sdaHeld: false })
        expect(outcome === 'nack-address' ? [nackIndex] : []).toEqual(refusedAddresses)
      }),
      { numRuns: 60 },
    )
  })
})

/** However bad the adapter: a few times the patience for one reply. */
const LONGEST_CALL_US = 2_000_000

/** A port whose every reply comes from `replies`, over and over; undefined is no reply. */
function noisyPort(clock: SimClock, replies: readonly (Uint8Array | undefined)[]): HidPort {
  let next = 0
  return {
    write: () => {
      clock.advance(1000)
      return Promise.resolve()
    },
    read: (timeoutMs) => {
      const reply = replies[next++ % replies.length]
      clock.advance(reply ? 1000 : timeoutMs * 1000)
      return Promise.resolve(reply)
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  }
}

const reply = fc
  .tuple(fc.constantFrom(0x10, 0x40, 0x90, 0x91, 0x93, 0x94, 0xb0), fc.uint8Array({ minLength: 63, maxLength: 63 }))
  .map(([command, rest]) => Uint8Array.of(command, ...rest))
const anyReply = fc.option(fc.oneof(reply, fc.uint8Array({ minLength: 64, maxLength: 64 }), fc.uint8Array()), {
  nil: undefined,
})

describe('arbitrary replies', () => {
  it('never crash the driver nor keep it for long', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyReply, { minLength: 1, maxLength: 40 }), async (replies) => {
        const { port, clock } = buildRig()
        // Opened on a chip that is well, so that transfers see the noise too.
        const noise = noisyPort(clock, replies)
        let isNoisy = false
        const turning: HidPort = {
          write: (bytes) => (isNoisy ? noise : port).write(bytes),
          read: (timeoutMs) => (isNoisy ? noise : port).read(timeoutMs),
          [Symbol.asyncDispose]: () => port[Symbol.asyncDispose](),
        }
        await using bus = await openMcp2221(turning, clock, { clockHz: 100_000 })
        isNoisy = true
        const calls = [
          () => bus.write(TARGET, ASSIGN),
          () => bus.writeRead(TARGET, GET_UDID, 19),
          () => bus.read(TARGET, 100),
          () => bus.recover(),
          () => bus.lines(),
        ]
        for (const perform of calls) {
          const beforeUs = clock.nowUs()
          await perform().catch((error: unknown) => expect(isBusError(error)).toBe(true))
          expect(clock.nowUs() - beforeUs).toBeLessThan(LONGEST_CALL_US)
        }
      }),
      { numRuns: 300 },
    )
  })

  it('at opening end in a bus or a BusError', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyReply, { minLength: 1, maxLength: 20 }), async (replies) => {
        const clock = new SimClock()
        const opened = await openMcp2221(noisyPort(clock, replies), clock, { clockHz: 100_000 }).catch(
          (error: unknown) => error,
        )
        expect(opened instanceof Error ? isBusError(opened) : true).toBe(true)
        expect(clock.nowUs()).toBeLessThan(LONGEST_CALL_US)
      }),
      { numRuns: 300 },
    )
  })
})
