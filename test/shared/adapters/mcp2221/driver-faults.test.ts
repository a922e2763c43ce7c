import { describe, expect, it } from 'vitest'
import { CLOCK_HZ, encodeReadFlash, encodeStatus } from '#shared/adapters/mcp2221/codec.ts'
import { openMcp2221 } from '#shared/adapters/mcp2221/driver.ts'
import { BusError } from '#shared/i2c/errors.ts'
import { SimClock } from '#shared/sim/clock.ts'
import { buildRig, offered, TARGET } from './mcp2221-rig.ts'

const GET_UDID = Uint8Array.of(3)

describe('a refused byte', () => {
  it('is told by its index in a write', async () => {
    const { open, commands, target } = buildRig()
    await using bus = await open()
    target.refusesData = 4
    const report = await bus.write(TARGET, new Uint8Array(20))
    expect(report).toMatchObject({ outcome: 'nack-data', nackIndex: 5, wireTimeUs: 560 })
    expect(commands).toEqual(['90', '10', '10c'])
  })

  it('is told apart from an address when it is the command byte of a Get UDID', async () => {
    const { open, commands, target } = buildRig()
    await using bus = await open()
    target.refusesData = 0
    const report = await bus.writeRead(TARGET, GET_UDID, 19)
    expect(report).toMatchObject({ outcome: 'nack-data', nackIndex: 1, srGapUs: null })
    expect(commands).toEqual(['94', '93', '10', '10c'])
  })

  it('is the repeated address byte when the target is not ready to be read', async () => {
    const { open, commands, target } = buildRig()
    await using bus = await open()
    target.refusesRead = true
    const report = await bus.writeRead(TARGET, GET_UDID, 19)
    expect(report).toMatchObject({ outcome: 'nack-address', nackIndex: 2, srGapUs: 3810, wireTimeUs: 300 })
    expect(commands).toEqual(['94', '93', '40', '10c'])
  })

  it('leaves the engine ready: the next transaction takes no exchange more', async () => {
    const { open, commands } = buildRig()
    await using bus = await open()
    await bus.write(0x20, GET_UDID)
    commands.length = 0
    expect(await bus.writeRead(TARGET, GET_UDID, 19)).toMatchObject({ outcome: 'ok' })
    expect(commands).toEqual(['94', '93', '40'])
  })

  it('is one nobody knows on a chip that ends it in a timeout, and never the address', async () => {
    const { open, target } = buildRig({ quirks: ['data-nack-timeout'] })
    await using bus = await open()
    target.refusesData = 0
    const unknown = { outcome: 'nack-unknown', nackIndex: 'unknown', wireTimeUs: null }
    expect(await bus.writeRead(TARGET, GET_UDID, 19)).toMatchObject(unknown)
    expect(await bus.write(TARGET, GET_UDID)).toMatchObject(unknown)
  })

  it('is nothing an adapter that acknowledges everything can tell', async () => {
    const { open } = buildRig({ quirks: ['acks-everything'] })
    await using bus = await open()
    expect(await bus.read(0x7d, 1)).toMatchObject({ outcome: 'ok', data: Uint8Array.of(0xff) })
  })
})

describe('long transfers', () => {
  it('writes more than a report holds', async () => {
    const { open, target } = buildRig()
    await using bus = await open()
    const data = Uint8Array.from({ length: 200 }, (_, i) => i)
    expect(await bus.write(TARGET, data)).toMatchObject({ outcome: 'ok' })
    expect(target.received).toEqual([...data])
  })

  it('reads more than a report holds', async () => {
    const { open } = buildRig()
    await using bus = await open()
    expect((await bus.read(TARGET, 200)).data).toEqual(offered(200))
  })

  it('tells a byte refused in a later report', async () => {
    const { open, target } = buildRig()
    await using bus = await open()
    target.refusesData = 130
    expect(await bus.write(TARGET, new Uint8Array(200))).toMatchObject({ outcome: 'nack-data', nackIndex: 131 })
  })

  it('writes two reports before a repeated START', async () => {
    const { open } = buildRig()
    await using bus = await open()
    expect((await bus.writeRead(TARGET, new Uint8Array(61), 61)).data).toEqual(offered(61))
  })
})

describe('a slow bus', () => {
  it('asks again when targets stretch the clock', async () => {
    const { open, target } = buildRig()
    await using bus = await open()
    target.stretchesUs = 2000
    const report = await bus.read(TARGET, 8)
    expect(report).toMatchObject({ outcome: 'ok', data: offered(8) })
    expect(report.usbTransfers).toBeGreaterThan(4)
  })

  it('sends 0x93 again while the 0x94 is on the wire', async () => {
    const { open, commands, target } = buildRig()
    await using bus = await open()
    target.stretchesUs = 5000
    expect(await bus.writeRead(TARGET, GET_UDID, 1)).toMatchObject({ outcome: 'ok' })
    expect(commands).toEqual(['94', '93', '93', '93', '40', '40', '40'])
  })

  it('waits for the wire before it asks, where a report is quicker', async () => {
    const { open, clock, chip } = buildRig({ reportUs: 50 })
    await using bus = await open({ clockHz: CLOCK_HZ.min })
    const before = { us: clock.nowUs(), reports: chip.reports }
    const { wireTimeUs } = await bus.write(TARGET, new Uint8Array(20))
    expect(chip.reports - before.reports).toBe(4)
    expect(clock.nowUs() - before.us).toBeLessThan((wireTimeUs ?? 0) + 300)
  })

  it('reports how long SCL may have been low before a repeated START, which targets do not forgive', async () => {
    const { open, target } = buildRig({ reportUs: 20_000 })
    await using bus = await open()
    const report = await bus.writeRead(TARGET, GET_UDID, 19)
    expect(report).toMatchObject({ srGapUs: 79_810 })
    expect(target.abandoned).toBe(1)
  })

  it('gives up on SCL held too long, in its time, and says so', async () => {
    const { open, clock, target } = buildRig()
    await using bus = await open()
    target.stretchesUs = 1e6
    const beforeUs = clock.nowUs()
    const report = await bus.write(TARGET, GET_UDID, { timeoutMs: 5 })
    expect(report).toMatchObject({ outcome: 'timeout', nackIndex: null })
    expect(report.message).toContain('did not end in time (engine state 0x44)')
    expect(clock.nowUs() - beforeUs).toBeLessThan(60_000)
  })
})

describe('a stuck bus', () => {
  it.each([
    { lines: { scl: false, sda: true }, says: "SDA is held low by a target, and an MCP2221 can't clock it out" },
    { lines: { scl: true, sda: false }, says: 'SCL is held low' },
    { lines: { scl: true, sda: true }, says: 'the pull-ups are missing or the card has no power' },
  ])('with $lines is busy, and words say what to do', async ({ lines, says }) => {
    const { open, target } = buildRig()
    target.lines = lines
    await using bus = await open()
    const report = await bus.read(TARGET, 1)
    expect(report).toMatchObject({ outcome: 'bus-busy', nackIndex: null })
    expect(report.message).toContain(says)
    expect((await bus.recover()).message).toContain(says)
  })

  it('is used again once it is free', async () => {
    const { open, target } = buildRig()
    await using bus = await open()
    target.lines = { scl: false, sda: true }
    await bus.read(TARGET, 1)
    target.lines = { scl: false, sda: false }
    expect(await bus.read(TARGET, 1)).toMatchObject({ outcome: 'ok' })
  })

  it('leaves an idle engine alone on recovery, and reports both levels', async () => {
    const { open, commands, target } = buildRig()
    await using bus = await open()
    target.lines = { scl: false, sda: true }
    expect(await bus.recover()).toMatchObject({
      before: { scl: 'high', sda: 'low' },
      after: { scl: 'high', sda: 'low' },
      clocks: 0,
    })
    expect(commands).toEqual(['10'])
  })
})

describe('the engine', () => {
  it('wedged by an earlier user is freed at opening', async () => {
    const rig = buildRig()
    await rig.chip.write(Uint8Array.of(0x90, 1, 0, 0x40, 0))
    await rig.chip.read(0)
    await using bus = await rig.open()
    expect(await bus.read(TARGET, 1)).toMatchObject({ outcome: 'ok', usbTransfers: 4 })
  })

  it('wedged between two calls costs a recovery and one more try', async () => {
    const { open, chip, clock, commands } = buildRig()
    await using bus = await open()
    await chip.write(Uint8Array.of(0x90, 1, 0, 0x40, 0))
    await chip.read(0)
    await clock.sleep(5)
    expect(await bus.write(TARGET, GET_UDID)).toMatchObject({ outcome: 'ok' })
    expect(commands).toEqual(['90', '10', '10c', '10', '90', '10'])
  })

  it('disturbed while idle is cancelled before the next transaction', async () => {
    const { open, chip, commands } = buildRig()
    await using bus = await open()
    await bus.write(TARGET, GET_UDID)
    chip.engine.disturbed = true
    await bus.lines()
    commands.length = 0
    expect(await bus.read(TARGET, 1)).toMatchObject({ outcome: 'ok' })
    expect(commands).toEqual(['10', '10c', '10', '91', '40'])
  })

  it('wedged for good is said to need its plug pulled', async () => {
    const { open, chip } = buildRig({ quirks: ['first-cancel-wedges'] })
    await using bus = await open()
    chip.engine.cancel()
    const report = await bus.write(TARGET, GET_UDID)
    expect(report).toMatchObject({ outcome: 'adapter', nackIndex: null })
    expect(report.message).toContain('refuses command 0x90 (engine state 0x62)')
  })

  it('wedged for good can not be opened', async () => {
    const { port, chip, clock } = buildRig({ quirks: ['first-cancel-wedges'] })
    chip.engine.cancel()
    await expect(openMcp2221(port, clock, { clockHz: 100_000 })).rejects.toMatchObject({
      name: 'BusError',
      kind: 'adapter',
    })
  })
})

describe('opening', () => {
  it.each([46_874, 400_001, 0, -1, Number.NaN])('refuses a clock of %d Hz, naming the range', async (clockHz) => {
    const { port, clock } = buildRig()
    await expect(openMcp2221(port, clock, { clockHz })).rejects.toThrow(
      new BusError('unsupported', `MCP2221 has no bus clock of ${clockHz} Hz: 46875 to 400000 Hz`),
    )
  })

  it('never makes the clock faster than asked', async () => {
    const { open, wire } = buildRig()
    await using bus = await open({ clockHz: 90_000 })
    expect({ reported: bus.clockHz, onWire: wire.clockHz }).toEqual({ reported: 89_552, onWire: 89_552 })
  })

  it('passes over what an earlier user left unread', async () => {
    const rig = buildRig()
    for (const stale of [encodeStatus(), encodeReadFlash(4), encodeStatus()]) rig.chip.leaveBehind(stale)
    await using bus = await rig.open()
    expect(bus.identity.serial).toBe('0002137841')
    expect(await bus.read(TARGET, 1)).toEqual(expect.not.objectContaining({ message: expect.anything() as string }))
  })

  it('closes the port when it fails', async () => {
    const { port, chip, clock } = buildRig()
    chip.silenceAt(1)
    await expect(openMcp2221(port, clock, { clockHz: 100_000 })).rejects.toMatchObject({ kind: 'adapter' })
    await expect(chip.read(0)).rejects.toMatchObject({ kind: 'closed' })
  })
})

describe('an adapter that misbehaves', () => {
  it('is given up when it is silent, in bounded time, and asked again at the next call', async () => {
    const { open, chip, clock } = buildRig()
    await using bus = await open()
    chip.silenceAt(chip.reports + 1)
    const beforeUs = clock.nowUs()
    const silent = await bus.writeRead(TARGET, GET_UDID, 19)
    expect(silent).toMatchObject({ outcome: 'adapter', message: expect.stringContaining('within 250 ms') as string })
    expect(clock.nowUs() - beforeUs).toBeLessThan(1_000_000)
    chip.silenceAt(Infinity)
    expect(await bus.writeRead(TARGET, GET_UDID, 19)).toMatchObject({ outcome: 'ok', data: offered(19) })
  })

  it('is given up when only I2C commands get no reply', async () => {
    const { open } = buildRig({ quirks: ['silent'] })
    await using bus = await open()
    const report = await bus.read(TARGET, 1)
    expect(report).toMatchObject({ outcome: 'adapter', nackIndex: null })
    expect(report.message).toBe('MCP2221 gave no reply to command 0x91, though it answers others')
  })

  it('is given up when it answers with noise', async () => {
    const { open } = buildRig({ quirks: ['garbage'] })
    await using bus = await open()
    const report = await bus.read(TARGET, 1)
    expect(report).toMatchObject({ outcome: 'adapter' })
    expect(report.message).toMatch(/no reply to command 0x91, only unrelated ones \(0x/)
  })

  it('has an unrelated reply dropped and reported', async () => {
    const { open, chip } = buildRig()
    await using bus = await open()
    chip.leaveBehind(encodeStatus())
    const report = await bus.read(TARGET, 1)
    expect(report).toMatchObject({ outcome: 'ok', data: offered(1), usbTransfers: 5 })
    expect(report.message).toBe('late reply: 1 not answering what was asked (0x10)')
  })

  it('is heard out when its reply comes late', async () => {
    const { open, target } = buildRig({ quirks: ['late-reply'] })
    await using bus = await open()
    const reports = []
    for (let i = 0; i < 8; i++) reports.push(await bus.write(TARGET, Uint8Array.of(i)))
    expect(new Set(reports.map(({ outcome }) => outcome))).toEqual(new Set(['ok']))
    expect(reports.map(({ message }) => message).filter(Boolean)).toEqual([
      'late reply: 1 not answering what was asked (0x90)',
    ])
    expect(target.received).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
  })
})

describe('arguments', () => {
  it.each([
    { what: 'address', call: [0x80, 1] },
    { what: 'address', call: [-1, 1] },
    { what: 'address', call: [1.5, 1] },
    { what: 'length', call: [0x20, 0] },
    { what: 'length', call: [0x20, 0x10000] },
    { what: 'length', call: [0x20, Number.NaN] },
  ] as const)('refuses $call naming the $what, sending nothing', async ({ what, call: [address, length] }) => {
    const { open, commands } = buildRig()
    await using bus = await open()
    await expect(bus.read(address, length)).rejects.toThrow(new RegExp(`^${what} must be`))
    expect(commands).toEqual([])
  })

  it('stops before START when aborted, with the reason given', async () => {
    const { open, commands } = buildRig()
    await using bus = await open()
    const reason = new Error('enough')
    await expect(bus.read(TARGET, 1, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
    expect(commands).toEqual([])
  })
})

it('settles as closed after it was closed', async () => {
  const { open } = buildRig()
  const bus = await open()
  await bus[Symbol.asyncDispose]()
  await bus[Symbol.asyncDispose]()
  expect(await bus.read(TARGET, 1)).toMatchObject({ outcome: 'closed', usbTransfers: 0 })
})

it('passes on what is no bus error: a defect', async () => {
  const defect = new TypeError('boom')
  const port = {
    write: () => Promise.reject(defect),
    read: () => Promise.resolve(undefined),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  }
  await expect(openMcp2221(port, new SimClock(), { clockHz: 100_000 })).rejects.toBe(defect)
})
