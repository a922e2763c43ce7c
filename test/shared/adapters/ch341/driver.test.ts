import { describe, expect, it } from 'vitest'
import { openCh341 } from '#shared/adapters/ch341/driver.ts'
import { BusError } from '#shared/i2c/errors.ts'
import { formatHex } from '#shared/i2c/hex.ts'
import { offered } from '../mcp2221/mcp2221-rig.ts'
import { TARGET, buildRig } from './ch341-rig.ts'

const ASSIGN = Uint8Array.from({ length: 20 }, (_, i) => i)
const PREPARE = Uint8Array.of(0x01, 0xc0)
const GET_UDID = Uint8Array.of(0x03)

describe('opening', () => {
  it('configures, claims, asks for the version, drains, sets the speed and tests the shape of packets', async () => {
    const { port, packets, clock, chip } = buildRig()
    chip.leaveBehind(Uint8Array.of(1, 2, 3))
    const bus = await openCh341(port, clock, { clockHz: 100_000 })
    expect(packets).toEqual([
      'in 010203',
      'in -',
      'out a0',
      'in 0000c0000000',
      'out aa6100',
      'out aa7480fbc07480ffc07500',
      'in efffefff',
    ])
    expect({ clockHz: bus.clockHz, identity: bus.identity, remarks: bus.remarks }).toEqual({
      clockHz: 100_000,
      identity: { product: 'CH341A USB-I2C', firmware: '0x30' },
      remarks: [],
    })
  })

  it('reads nothing but 0x7d and 0x7f, and leaves the bus idle', async () => {
    const { open, wire, chip } = buildRig()
    const bytes: number[] = []
    wire.trace = (event) => event.kind === 'byte' && bytes.push(event.byte)
    await open()
    expect(bytes).toEqual([0xfb, 0xff, 0xff, 0xff])
    expect(chip.stream.isHeld).toBe(false)
  })

  it.each([
    { asked: 99_999, clockHz: 20_000 },
    { asked: 400_000, clockHz: 400_000 },
  ])('takes the highest speed not above $asked Hz', async ({ asked, clockHz }) => {
    const { open, wire } = buildRig()
    await using bus = await open({ clockHz: asked })
    expect([bus.clockHz, wire.clockHz]).toEqual([clockHz, clockHz])
  })

  it.each([10_000, 500_000, Number.NaN])('refuses %s Hz, and closes the port', async (clockHz) => {
    const { port, clock, chip } = buildRig()
    await expect(openCh341(port, clock, { clockHz })).rejects.toMatchObject({ kind: 'unsupported' })
    await expect(chip.claimInterface(0)).rejects.toBeInstanceOf(BusError)
  })

  it.each([
    { sda: true, scl: false },
    { sda: false, scl: true },
    { sda: true, scl: true },
  ])('is not hindered by lines held low: %o', async (lines) => {
    const { open, target } = buildRig()
    target.lines = lines
    await using bus = await open()
    expect(await bus.lines()).toEqual({ scl: 'unknown', sda: lines.sda ? 'low' : 'high' })
    expect(bus.remarks.join()).toMatch(lines.scl ? /SCL may be held low/ : /^$/)
  })
})

describe('a transaction takes one packet each way', () => {
  it('for Prepare to ARP', async () => {
    const { open, packets, target } = buildRig()
    await using bus = await open()
    const report = await bus.write(TARGET, PREPARE)
    expect(packets).toEqual(['out aa7480c2800180c07500', 'in 6f6f6f'])
    expect(report).toEqual({ outcome: 'ok', nackIndex: null, usbTransfers: 2, srGapUs: null, wireTimeUs: 290 })
    expect(target.received).toEqual([...PREPARE])
  })

  it('for Get UDID', async () => {
    const { open, packets } = buildRig()
    await using bus = await open()
    const report = await bus.writeRead(TARGET, GET_UDID, 19)
    expect(packets).toEqual(['out aa7480c280037480c3d2c07500', `in 6f6f6f${formatHex(offered(19))}`])
    expect(report).toEqual({
      outcome: 'ok',
      nackIndex: null,
      data: offered(19),
      usbTransfers: 2,
      srGapUs: 0,
      wireTimeUs: 2010,
    })
  })

  it('for Assign Address', async () => {
    const { open, packets, target } = buildRig()
    await using bus = await open()
    const report = await bus.write(TARGET, ASSIGN)
    expect(packets.map((packet) => packet.split(' ')[0])).toEqual(['out', 'in'])
    expect(report).toEqual({ outcome: 'ok', nackIndex: null, usbTransfers: 2, srGapUs: null, wireTimeUs: 1910 })
    expect(target.received).toEqual([...ASSIGN])
  })

  it('where nobody answers, too', async () => {
    const { open } = buildRig()
    await using bus = await open()
    const refused = { outcome: 'nack-address', nackIndex: 0, usbTransfers: 2 }
    expect(await bus.write(0x20, ASSIGN)).toMatchObject(refused)
    expect(await bus.writeRead(0x20, GET_UDID, 19)).toMatchObject(refused)
    expect(await bus.read(0x20, 1)).toMatchObject(refused)
  })

  it.each([50, 125, 2000])('whatever a transfer takes: %i us', async (transferUs) => {
    const { open, chip } = buildRig({ transferUs })
    await using bus = await open({ clockHz: 20_000 })
    expect(await bus.writeRead(TARGET, GET_UDID, 19)).toMatchObject({ outcome: 'ok', usbTransfers: 2 })
    expect(await bus.write(TARGET, ASSIGN)).toMatchObject({ outcome: 'ok', usbTransfers: 2 })
    expect(chip.lostPackets).toBe(0)
  })
})

describe('looking at every byte', () => {
  it('takes two packets each way for an Assign, one for the others', async () => {
    const { open, packets } = buildRig()
    await using bus = await open({ acks: 'every-byte' })
    expect(await bus.write(TARGET, ASSIGN)).toMatchObject({ outcome: 'ok', usbTransfers: 4 })
    expect(packets.filter((packet) => packet.startsWith('in'))).toEqual([
      `in ${'6f'.repeat(14)}`,
      `in ${'6f'.repeat(7)}`,
    ])
    expect(await bus.write(TARGET, PREPARE)).toMatchObject({ usbTransfers: 2 })
    expect(await bus.writeRead(TARGET, GET_UDID, 19)).toMatchObject({ usbTransfers: 2 })
  })

  it.each([0, 1, 7, 12, 13, 19])('tells that data byte %i was refused, and stops there', async (refused) => {
    const { open, target, chip } = buildRig()
    await using bus = await open({ acks: 'every-byte' })
    target.refusesData = refused
    const report = await bus.write(TARGET, ASSIGN)
    expect(report).toMatchObject({ outcome: 'nack-data', nackIndex: refused + 1 })
    expect(chip.stream.isHeld).toBe(false)
    expect(target.received).toEqual([...ASSIGN.subarray(0, refused)])
  })
})

describe('looking at chosen bytes', () => {
  it.each([
    { refused: 0, nackIndex: 1, why: 'the command byte is looked at' },
    { refused: 1, nackIndex: 'unknown', why: 'only the last byte shows it' },
    { refused: 18, nackIndex: 'unknown', why: 'only the last byte shows it' },
    { refused: 19, nackIndex: 'unknown', why: 'one of those before may have been refused' },
  ])('byte $refused refused is $nackIndex: $why', async ({ refused, nackIndex }) => {
    const { open, target } = buildRig()
    await using bus = await open()
    target.refusesData = refused
    expect(await bus.write(TARGET, ASSIGN)).toMatchObject({ outcome: 'nack-data', nackIndex, usbTransfers: 2 })
  })

  it('tells the PEC of a Prepare, before which every byte is looked at', async () => {
    const { open, target } = buildRig()
    await using bus = await open()
    target.refusesData = 1
    expect(await bus.write(TARGET, PREPARE)).toMatchObject({ outcome: 'nack-data', nackIndex: 2 })
  })

  it('tells the repeated address byte', async () => {
    const { open, target } = buildRig()
    await using bus = await open()
    target.refusesRead = true
    expect(await bus.writeRead(TARGET, GET_UDID, 19)).toMatchObject({
      outcome: 'nack-address',
      nackIndex: 2,
      srGapUs: 0,
    })
  })
})

describe('a chip with one status a packet', () => {
  const quirks = ['status-one-per-packet'] as const

  it('is found out at opening, and that is said', async () => {
    const { port, clock, packets } = buildRig({ quirks })
    const bus = await openCh341(port, clock, { clockHz: 100_000 })
    expect(packets).toContain('in efffff')
    expect(bus.remarks).toHaveLength(1)
    expect(bus.remarks[0]).toMatch(/one acknowledge bit a packet/)
  })

  it('takes three packets each way', async () => {
    const { open, packets } = buildRig({ quirks })
    await using bus = await open()
    const report = await bus.writeRead(TARGET, GET_UDID, 19)
    expect(report).toMatchObject({ outcome: 'ok', data: offered(19), usbTransfers: 6, wireTimeUs: 2010 })
    expect(packets.filter((packet) => packet.startsWith('out'))).toEqual([
      'out aa7480c200',
      'out aa800300',
      'out aa7480c3d2c07500',
    ])
  })

  it('bounds how long SCL was low before the repeated START', async () => {
    const { open, wire } = buildRig({ quirks })
    await using bus = await open()
    const times: number[] = []
    wire.trace = ({ kind, tUs }) => kind !== 'stop' && times.push(tUs)
    const { srGapUs } = await bus.writeRead(TARGET, GET_UDID, 19)
    // START, address, command, repeated START: the command takes 90 us of the last stretch.
    const heldUs = (times[3] ?? 0) - (times[2] ?? 0) - 90
    expect(heldUs).toBeGreaterThan(1000)
    expect(srGapUs).toBeGreaterThanOrEqual(heldUs)
    expect(srGapUs).toBeLessThan(heldUs + 3000)
  })

  it('stops at a refused address', async () => {
    const { open, chip } = buildRig({ quirks })
    await using bus = await open()
    const report = await bus.write(0x20, ASSIGN)
    expect(report).toMatchObject({ outcome: 'nack-address', nackIndex: 0, wireTimeUs: 110 })
    expect(chip.stream.isHeld).toBe(false)
  })
})

describe('lines and recovery', () => {
  it('takes the lines in one question, and SCL for unknown until it was seen to move', async () => {
    const { open, packets, target } = buildRig()
    await using bus = await open()
    expect(await bus.lines()).toEqual({ scl: 'unknown', sda: 'high' })
    expect(packets).toEqual(['out a0', 'in 0000c0000000'])
    target.lines = { scl: true, sda: false }
    expect(await bus.lines()).toEqual({ scl: 'low', sda: 'high' })
    target.lines = { scl: false, sda: false }
    expect(await bus.lines()).toEqual({ scl: 'high', sda: 'high' })
  })

  it.each(['high', 'low'] as const)('knows nothing of SCL from a bit that is always %s', async (sclBit) => {
    const { open, target } = buildRig({ sclBit })
    await using bus = await open()
    for (const scl of [true, false, true]) {
      target.lines = { scl, sda: false }
      expect((await bus.lines()).scl).toBe('unknown')
    }
    await bus.recover()
    expect((await bus.lines()).scl).toBe('unknown')
  })

  it('clocks out a target that holds SDA, and learns of SCL by it', async () => {
    const { open, target, wire } = buildRig()
    await using bus = await open()
    let pulses = 0
    const kinds: string[] = []
    target.lines = { scl: false, sda: true }
    wire.trace = ({ kind }) => {
      kinds.push(kind)
      if (kind === 'pulse' && ++pulses === 3) target.lines = { scl: false, sda: false }
    }
    const report = await bus.recover()
    expect(report).toMatchObject({ clocks: 3, before: { sda: 'low' }, after: { scl: 'high', sda: 'high' } })
    expect(kinds.slice(-4)).toEqual(['pulse', 'pulse', 'pulse', 'stop'])
    wire.trace = undefined
    expect(await bus.read(TARGET, 1)).toMatchObject({ outcome: 'ok' })
  })

  it('gives up after nine clocks', async () => {
    const { open, target } = buildRig()
    await using bus = await open()
    target.lines = { scl: false, sda: true }
    const report = await bus.recover()
    expect(report.clocks).toBe(9)
    expect(report.message).toMatch(/^SDA is still low after 9 clocks: the pull-ups are missing/)
  })

  it('says bus-busy for a read of zeros with SDA low, and takes zeros for data otherwise', async () => {
    const { open, target } = buildRig()
    await using bus = await open()
    target.offer = () => 0x00
    expect(await bus.read(TARGET, 2)).toMatchObject({ outcome: 'ok', data: Uint8Array.of(0, 0), usbTransfers: 4 })
    target.lines = { scl: false, sda: true }
    const report = await bus.read(TARGET, 2)
    expect(report).toMatchObject({ outcome: 'bus-busy', nackIndex: null })
    expect(report.message).toMatch(/^SDA is held low/)
    expect(report).not.toHaveProperty('data')
  })
})
