import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { BusCapabilities, I2cBus, TransferReport } from '#shared/i2c/bus.ts'
import { pec } from '#shared/smbus/pec.ts'
import type { SimCard } from '#shared/sim/card.ts'
import type { SimClock } from '#shared/sim/clock.ts'
import type { Scenario, ScenarioInput } from '#shared/sim/scenario-schema.ts'
import { validateScenario } from '#shared/sim/scenario.ts'
import type { WireTraceEvent } from '#shared/sim/wire-trace.ts'

/** A bus under test, and the simulated card behind it that tells the truth. */
export interface BusUnderTest {
  readonly bus: I2cBus
  readonly card: SimCard
  readonly clock: SimClock
}

const ABSENT = 0x23
const EEPROM = 0x50
const SENSOR = 0x48
const DEFAULT_ADDRESS = 0x61
const UDID = '41088086' + '10d40004' + '00000000' + '44332211'
const DEVICE = { kind: 'arp', udid: UDID, address: '0x64' } as const
const GET_UDID = Uint8Array.of(0x03)
const REPLY_BYTES = 19

/** The published reply of this device: count, UDID, address byte, PEC. */
const REPLY = Uint8Array.from([0x11, ...Buffer.from(UDID, 'hex'), 0xc9, 0xc3])

const CARD: Pick<ScenarioInput, 'devices'> = {
  devices: [
    DEVICE,
    { kind: 'eeprom', address: '0x50', contents: '00112233445566778899aabbccddeeff' },
    { kind: 'temperature-sensor', address: '0x48', celsius: 41.5 },
  ],
}

/**
 * What every `I2cBus` must do, whatever adapter carries it: the same expectations for each, where its
 * capabilities promise something for exactly that. `make` opens a bus on the card of a scenario.
 */
export function describeI2cBus(name: string, make: (scenario: Scenario) => BusUnderTest | Promise<BusUnderTest>): void {
  const open = async (parts: Partial<ScenarioInput> = CARD): Promise<BusUnderTest> =>
    make(validateScenario({ schema_version: '1.0', name: 'contract', ...parts }))

  describe(`${name}, as every I2C bus`, () => {
    let opened: BusUnderTest
    let bus: I2cBus
    beforeEach(async () => {
      opened = await open()
      bus = opened.bus
    })
    afterEach(async () => {
      await bus[Symbol.asyncDispose]()
    })

    /** A transfer that failed must leave a bus on which the next one works. */
    const expectUsable = async (): Promise<void> => {
      expect(opened.card.wire.lines()).toEqual({ scl: 'high', sda: 'high' })
      expect(await bus.writeRead(DEFAULT_ADDRESS, GET_UDID, REPLY_BYTES)).toMatchObject({ outcome: 'ok', data: REPLY })
    }

    describe('transfers', () => {
      it('writes', async () => {
        expect(await bus.write(EEPROM, Uint8Array.of(0x04))).toMatchObject({ outcome: 'ok', nackIndex: null })
        await expectUsable()
      })

      it('reads exactly as many bytes as asked for', async () => {
        const report = await bus.read(SENSOR, 2)
        expect(report).toMatchObject({ outcome: 'ok', nackIndex: null, data: Uint8Array.of(0x29, 0x80) })
        await expectUsable()
      })

      it('writes and reads in one transaction, with a repeated START and no STOP between', async () => {
        const events = traced(opened.card)
        const report = await bus.writeRead(EEPROM, Uint8Array.of(0x04), 3)
        expect(report).toMatchObject({ outcome: 'ok', data: Uint8Array.of(0x44, 0x55, 0x66) })
        expect(events.map(({ kind }) => kind).filter((kind) => kind !== 'byte')).toEqual([
          'start',
          'repeated-start',
          'stop',
        ])
      })

      it('reads more than one report or packet holds', async () => {
        const { data } = await bus.writeRead(EEPROM, Uint8Array.of(0x00), 256)
        expect(data?.length).toBe(256)
        expect(data?.subarray(0, 4)).toEqual(Uint8Array.of(0x00, 0x11, 0x22, 0x33))
      })

      it('carries a Get UDID whose PEC is right', async () => {
        const report = await bus.writeRead(DEFAULT_ADDRESS, GET_UDID, REPLY_BYTES)
        expect(report).toMatchObject({ outcome: 'ok', nackIndex: null, data: REPLY })
        expect(pec([0xc2, 0x03, 0xc3, ...(report.data ?? [])])).toBe(0)
      })

      it('carries an Assign Address that the device takes', async () => {
        const frame = [0x04, 0x11, ...REPLY.subarray(1, 17), 0x20]
        const report = await bus.write(DEFAULT_ADDRESS, Uint8Array.from([...frame, pec([0xc2, ...frame])]))
        expect(report).toMatchObject({ outcome: 'ok', nackIndex: null })
        expect(opened.card.devices()[0]).toMatchObject({ address: 0x10, addressValid: true, addressResolved: true })
      })

      it('has data only where a read was ok', async () => {
        expect(await bus.write(EEPROM, Uint8Array.of(0x00))).not.toHaveProperty('data')
        expect(await bus.read(ABSENT, 1)).not.toHaveProperty('data')
      })

      it('reports wire time and USB transfers that can be true', async () => {
        const report = await bus.writeRead(DEFAULT_ADDRESS, GET_UDID, REPLY_BYTES)
        expect(Number.isInteger(report.usbTransfers) && report.usbTransfers >= 0).toBe(true)
        if (report.wireTimeUs === null) return
        const bits = 9 * (3 + REPLY_BYTES)
        expect(report.wireTimeUs * bus.clockHz * 1e-6).toBeGreaterThanOrEqual(bits - 1)
      })

      it('lets simulated time pass by at least the wire time', async () => {
        const before = opened.clock.nowUs()
        const { wireTimeUs } = await bus.writeRead(DEFAULT_ADDRESS, GET_UDID, REPLY_BYTES)
        expect(opened.clock.nowUs() - before).toBeGreaterThanOrEqual((wireTimeUs ?? 0) - 1)
      })

      it('writes nothing of its own into an EEPROM', async () => {
        await bus.writeRead(EEPROM, Uint8Array.of(0x00), 16)
        await bus.read(EEPROM, 1)
        await bus.write(EEPROM, Uint8Array.of(0x00))
        expect(opened.card.eepromWrites()).toBe(0)
      })
    })

    describe('refusals', () => {
      it.each([
        ['write', (b: I2cBus) => b.write(ABSENT, Uint8Array.of(0x00))],
        ['read', (b: I2cBus) => b.read(ABSENT, 1)],
        ['writeRead', (b: I2cBus) => b.writeRead(ABSENT, Uint8Array.of(0x00), 1)],
      ])('reports a refused address of a %s as the capabilities promise', async (_, transfer) => {
        const report = await transfer(bus)
        if (bus.capabilities.nackReporting === 'none') expect(report.outcome).toMatch(/^nack-/)
        else expect(report).toMatchObject({ outcome: 'nack-address', nackIndex: 0 })
        await expectUsable()
      })

      it.each([
        ['the first byte', [0x00, 0x00], 1],
        ['the PEC of a Prepare', [0x01, 0x00], 2],
        ['a byte in the middle of an Assign', [0x04, 0x11, 0x41, 0x08, 0x80, 0x86, 0xff, 0xff, 0xff], 7],
      ])('reports refused data: %s', async (_, bytes, index) => {
        const report = await bus.write(DEFAULT_ADDRESS, Uint8Array.from(bytes))
        expectRefusal(report, bus.capabilities, { outcome: 'nack-data', index })
        await expectUsable()
      })

      it('reports a refused byte before the repeated START', async () => {
        const report = await bus.writeRead(DEFAULT_ADDRESS, Uint8Array.of(0x00), REPLY_BYTES)
        expectRefusal(report, bus.capabilities, { outcome: 'nack-data', index: 1 })
        await expectUsable()
      })

      it('reports a refused repeated address byte', async () => {
        const faults = [{ on: 'get-udid', do: 'nack-at', index: 2, times: 1 } as const]
        opened = await open({ devices: [{ ...DEVICE, faults }] })
        bus = opened.bus
        const report = await bus.writeRead(DEFAULT_ADDRESS, GET_UDID, REPLY_BYTES)
        expectRefusal(report, bus.capabilities, { outcome: 'nack-address', index: 2 })
        await expectUsable()
      })
    })

    describe('arguments', () => {
      it.each([-1, 0x80, 0.5, Number.NaN])('rejects address %s', async (address) => {
        await expect(bus.write(address, Uint8Array.of(0))).rejects.toThrow(RangeError)
        await expect(bus.read(address, 1)).rejects.toThrow(RangeError)
        await expect(bus.writeRead(address, Uint8Array.of(0), 1)).rejects.toThrow(RangeError)
      })

      it('rejects lengths it cannot carry', async () => {
        const tooLong = bus.capabilities.maxTransferBytes + 1
        await expect(bus.read(SENSOR, 0)).rejects.toThrow(RangeError)
        await expect(bus.read(SENSOR, tooLong)).rejects.toThrow(RangeError)
        await expect(bus.write(SENSOR, new Uint8Array(tooLong))).rejects.toThrow(RangeError)
        await expect(bus.writeRead(SENSOR, new Uint8Array(), 1)).rejects.toThrow(RangeError)
        await expect(bus.writeRead(SENSOR, Uint8Array.of(0), 0)).rejects.toThrow(RangeError)
      })

      it('sends an address byte alone for an empty write, or rejects it', async () => {
        const events = traced(opened.card)
        if (bus.capabilities.quickWrite) {
          expect(await bus.write(SENSOR, new Uint8Array())).toMatchObject({ outcome: 'ok' })
          expect(bytesOf(events)).toEqual([SENSOR << 1])
        } else {
          await expect(bus.write(SENSOR, new Uint8Array())).rejects.toThrow(RangeError)
          expect(events).toEqual([])
        }
      })

      it('sends nothing when aborted before START', async () => {
        const events = traced(opened.card)
        const reason = new Error('enough')
        const signal = AbortSignal.abort(reason)
        await expect(bus.write(EEPROM, Uint8Array.of(0), { signal })).rejects.toBe(reason)
        await expect(bus.read(EEPROM, 1, { signal })).rejects.toBe(reason)
        await expect(bus.writeRead(EEPROM, Uint8Array.of(0), 1, { signal })).rejects.toBe(reason)
        expect(events).toEqual([])
        await expectUsable()
      })

      it('carries a transaction aborted after START to its STOP', async () => {
        const controller = new AbortController()
        opened.card.wire.trace = () => controller.abort()
        const report = await bus.writeRead(DEFAULT_ADDRESS, GET_UDID, REPLY_BYTES, { signal: controller.signal })
        opened.card.wire.trace = undefined
        expect(report).toMatchObject({ outcome: 'ok', data: REPLY })
        await expectUsable()
      })
    })

    describe('trouble', () => {
      it('waits for a target that stretches the clock, where it can', async () => {
        if (!bus.capabilities.toleratesClockStretching) return
        opened = await open({ devices: [{ ...DEVICE, faults: [{ on: 'get-udid', do: 'stretch', ms: 4 }] }] })
        bus = opened.bus
        expect(await bus.writeRead(DEFAULT_ADDRESS, GET_UDID, REPLY_BYTES)).toMatchObject({
          outcome: 'ok',
          data: REPLY,
        })
      })

      it('reports a lost arbitration, where it can', async () => {
        if (!bus.capabilities.reportsArbitrationLoss) return
        opened = await open({ devices: [DEVICE, { kind: 'controller', at_ms: 0, sends: 'prepare' }] })
        bus = opened.bus
        const report = await bus.writeRead(DEFAULT_ADDRESS, GET_UDID, REPLY_BYTES)
        expect(report).toMatchObject({ outcome: 'arbitration-lost', nackIndex: null })
        await expectUsable()
      })

      it.each([
        ['SDA', { sda_held: true }, { scl: 'high', sda: 'low' }],
        ['SCL', { scl_held: true }, { scl: 'low', sda: 'high' }],
        ['both', { sda_held: true, scl_held: true }, { scl: 'low', sda: 'low' }],
      ] as const)('tells a line that is held low: %s', async (_, lines, levels) => {
        opened = await open({ ...CARD, lines })
        bus = opened.bus
        const report = await bus.writeRead(DEFAULT_ADDRESS, GET_UDID, REPLY_BYTES)
        const { scl, sda } = bus.capabilities.readsLines
        // To an adapter that neither waits for SCL nor reads it, nobody is there.
        const isBlind = levels.sda === 'high' && !scl && !bus.capabilities.toleratesClockStretching
        expect(report.outcome).toMatch(isBlind ? /^(bus-busy|timeout|nack-address)$/ : /^(bus-busy|timeout)$/)
        if (!bus.lines) return
        expect(await bus.lines()).toEqual({ scl: scl ? levels.scl : 'unknown', sda: sda ? levels.sda : 'unknown' })
      })

      it('recovers a hung SDA as far as it promises', async () => {
        opened = await open({ ...CARD, lines: { sda_held: true, freed_after_clocks: 5 } })
        bus = opened.bus
        await bus.writeRead(DEFAULT_ADDRESS, GET_UDID, REPLY_BYTES)
        if (!bus.recover) {
          expect(bus.capabilities.recovery).toBe('none')
          return
        }
        const report = await bus.recover()
        expect(report.message).toMatch(/^\S[^\n]*$/)
        if (bus.capabilities.recovery === 'clocks') {
          expect(report.clocks).toBeGreaterThanOrEqual(5)
          expect(report.clocks).toBeLessThanOrEqual(9)
          await expectUsable()
        } else expect(report.clocks).toBe(0)
      })

      it('recovers an idle bus without harm, where it can recover at all', async () => {
        await bus.recover?.()
        await expectUsable()
      })
    })

    describe('capabilities', () => {
      it('are consistent with what it offers', () => {
        const { capabilities } = bus
        expect(capabilities.recovery === 'none').toBe(bus.recover === undefined)
        expect(capabilities.readsLines.scl || capabilities.readsLines.sda).toBe(bus.lines !== undefined)
        expect(bus.clockHz).toBeGreaterThanOrEqual(capabilities.clockHz.min)
        expect(bus.clockHz).toBeLessThanOrEqual(capabilities.clockHz.max)
      })

      it('reads the lines of an idle bus without sending anything', async () => {
        const events = traced(opened.card)
        const { scl, sda } = bus.capabilities.readsLines
        const levels = await bus.lines?.()
        if (bus.lines) expect(levels).toEqual({ scl: scl ? 'high' : 'unknown', sda: sda ? 'high' : 'unknown' })
        expect(events).toEqual([])
      })
    })

    it('can be disposed twice', async () => {
      await bus[Symbol.asyncDispose]()
      await expect(bus[Symbol.asyncDispose]()).resolves.toBeUndefined()
    })
  })
}

/** A byte after the first: named exactly, or said to be unknown, never wrong. */
function expectRefusal(
  report: TransferReport,
  { nackReporting }: BusCapabilities,
  truth: { readonly outcome: TransferReport['outcome']; readonly index: number },
): void {
  if (nackReporting === 'every-byte') {
    expect(report).toMatchObject({ outcome: truth.outcome, nackIndex: truth.index })
    return
  }
  expect(['nack-data', 'nack-address', 'nack-unknown']).toContain(report.outcome)
  expect([truth.index, 'unknown']).toContain(report.nackIndex)
}

function traced(card: SimCard): WireTraceEvent[] {
  const events: WireTraceEvent[] = []
  card.wire.trace = (event) => events.push(event)
  return events
}

function bytesOf(events: readonly WireTraceEvent[]): number[] {
  return events.flatMap((event) => (event.kind === 'byte' ? [event.byte] : []))
}
