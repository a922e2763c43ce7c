import { describe, expect, it } from 'vitest'
import { buildRig, offered, TARGET } from './mcp2221-rig.ts'

const ASSIGN = Uint8Array.from({ length: 20 }, (_, i) => i)

describe('exchanges', () => {
  it('opens with the strings, one status and the speed, and puts nothing on the wire', async () => {
    const { port, commands, clock, wire, chip } = buildRig()
    let wireEvents = 0
    wire.trace = () => wireEvents++
    const { openMcp2221 } = await import('#shared/adapters/mcp2221/driver.ts')
    const bus = await openMcp2221(port, clock, { clockHz: 100_000 })
    expect({ commands, wireEvents, used: chip.engine.everUsed, clockHz: bus.clockHz, identity: bus.identity }).toEqual({
      commands: ['b0', 'b0', '10', '10s'],
      wireEvents: 0,
      used: false,
      clockHz: 100_000,
      identity: { serial: '0002137841', product: 'MCP2221 USB-I2C/UART Combo', firmware: '1.2', hardware: 'A.6' },
    })
  })

  it('writes with the ACK checked in 2', async () => {
    const { open, commands, target } = buildRig()
    await using bus = await open()
    const report = await bus.write(TARGET, ASSIGN)
    expect(commands).toEqual(['90', '10'])
    expect(report).toEqual({ outcome: 'ok', nackIndex: null, usbTransfers: 4, srGapUs: null, wireTimeUs: 1910 })
    expect(target.received).toEqual([...ASSIGN])
  })

  it('reads in 2', async () => {
    const { open, commands } = buildRig()
    await using bus = await open()
    const report = await bus.read(TARGET, 1)
    expect(commands).toEqual(['91', '40'])
    expect(report).toEqual({
      outcome: 'ok',
      data: offered(1),
      nackIndex: null,
      usbTransfers: 4,
      srGapUs: null,
      wireTimeUs: 200,
    })
  })

  it('gets a UDID in 3', async () => {
    const { open, commands } = buildRig()
    await using bus = await open()
    const report = await bus.writeRead(TARGET, Uint8Array.of(3), 19)
    expect(commands).toEqual(['94', '93', '40'])
    expect(report).toEqual({
      outcome: 'ok',
      data: offered(19),
      nackIndex: null,
      usbTransfers: 6,
      srGapUs: 3810,
      wireTimeUs: 2010,
    })
  })

  it.each([50, 125, 500, 2000])('needs no more of them when a report takes %i us', async (reportUs) => {
    const { open, commands } = buildRig({ reportUs })
    await using bus = await open()
    await bus.write(TARGET, ASSIGN)
    await bus.writeRead(TARGET, Uint8Array.of(3), 19)
    expect(commands).toEqual(['90', '10', '94', '93', '40'])
  })

  it('adds the cancel for a write nobody answers', async () => {
    const { open, commands } = buildRig()
    await using bus = await open()
    const report = await bus.write(0x20, ASSIGN)
    expect(commands).toEqual(['90', '10', '10c'])
    expect(report).toEqual({ outcome: 'nack-address', nackIndex: 0, usbTransfers: 6, srGapUs: null, wireTimeUs: 110 })
  })

  it('adds the status and the cancel for a Get UDID nobody answers', async () => {
    const { open, commands } = buildRig()
    await using bus = await open()
    const report = await bus.writeRead(0x20, Uint8Array.of(3), 19)
    expect(commands).toEqual(['94', '93', '10', '10c'])
    expect(report).toEqual({ outcome: 'nack-address', nackIndex: 0, usbTransfers: 8, srGapUs: null, wireTimeUs: 110 })
  })

  it('adds the cancel for a read nobody answers', async () => {
    const { open, commands } = buildRig()
    await using bus = await open()
    const report = await bus.read(0x20, 1)
    expect(commands).toEqual(['91', '40', '10c'])
    expect(report).toMatchObject({ outcome: 'nack-address', nackIndex: 0, usbTransfers: 6 })
  })

  it('takes the lines in 1', async () => {
    const { open, commands, target } = buildRig()
    await using bus = await open()
    target.lines = { scl: false, sda: true }
    expect(await bus.lines()).toEqual({ scl: 'high', sda: 'low' })
    expect(commands).toEqual(['10'])
  })
})
