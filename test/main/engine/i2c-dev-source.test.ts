import { describe, expect, it } from 'vitest'
import { pec } from '#shared/smbus/pec.ts'
import { SimBus } from '#shared/sim/bus.ts'
import { buildCard } from '#shared/sim/card.ts'
import { SimClock } from '#shared/sim/clock.ts'
import { loadBuiltIn, type BuiltInName } from '#shared/sim/scenarios/built-in.ts'
import { SCAN_RANGE } from '#shared/i2c/scan.ts'
import { i2cDevSource, listI2cDev, type I2cDevSystem } from '../../../src/main/engine/i2c-dev-source.ts'
import { ConsentError, OpenError, RequestError } from '#shared/api/refusals.ts'
import { discoverI2cDev, openI2cDev } from '../../../src/main/ports/discover-i2c-dev.ts'
import { FakeKernel, type KernelBehaviour, type KernelMessage, type KernelSmbus } from '../ports/fake-kernel.ts'
import { CHIPSET_BUS, USB_BUS, kernelTree, type KernelTree } from '../ports/kernel-tree.ts'
import { recordedEngine } from './recorded-engine.ts'
import { ENUMERATE } from '../../support/enumerate-request.ts'

const I2C = 0x00000001
const SMBUS_WITH_PEC = 0x0f1f0008
const SMBUS_WITHOUT_PEC = 0x031f0000

const inventory = { operation: 'inventory', addresses: [0x10] } as const

/** A computer whose kernel has the buses of `tree`, all of them as `behaviour` says. */
function computer({ sysfsRoot, devRoot }: KernelTree, behaviour: KernelBehaviour, clock = new SimClock()) {
  const claimed: string[] = []
  const released: string[] = []
  const kernel = new FakeKernel(behaviour)
  const options = { sysfsRoot, devRoot, platform: 'linux', layer: () => Promise.resolve(kernel) } as const
  const claims = {
    owner: () => Promise.resolve(null),
    claim: (path: string) => {
      claimed.push(path)
      return Promise.resolve({ [Symbol.asyncDispose]: () => Promise.resolve(void released.push(path)) })
    },
  }
  const system: I2cDevSystem = {
    clock,
    attached: () => discoverI2cDev({ ...options, claims }),
    claim: claims.claim,
    openNode: (bus) => openI2cDev(bus, options),
  }
  const { engine } = recordedEngine({
    findBus: (selector) => i2cDevSource(selector.kind === 'i2c-dev' ? selector.bus : -1, system),
    listAdapters: () => listI2cDev(system),
  })
  return { system, engine, kernel, claimed, released }
}

/** A simulated card behind a controller that knows I2C messages. */
async function messagesTo(name: BuiltInName, clock: SimClock): Promise<KernelBehaviour> {
  const wires = new SimBus({ wire: buildCard(await loadBuiltIn(name), clock).wire, clock, clockHz: 100_000 })
  const transfer = async ([first, second]: readonly KernelMessage[]) => {
    if (!first) return 'EINVAL'
    const { address, flags, data } = first
    const report = await (second
      ? wires.writeRead(address, data, second.data.length)
      : flags === 1
        ? wires.read(address, data.length)
        : wires.write(address, data))
    ;(second ?? first).data.set(report.data ?? [])
    return report.outcome === 'ok' ? null : 'ENXIO'
  }
  return { functionality: I2C, transfer }
}

const UDID = Uint8Array.from([0x41, 0x08, 0x80, 0x86, 0x10, 0xd4, 0, 4, 0, 0, 0, 0, 0x44, 0x33, 0x22, 0x11])

/** A controller with PEC of its own, and one ARP device on it; `spoil` comes before each block read. */
function smbusDevice(spoil: (count: number) => string | number | null = () => null) {
  const device = { address: 0xff, isResolved: false }
  const seen: KernelSmbus[] = []
  let reads = 0
  const smbus = (request: KernelSmbus): string | null => {
    const { address, isRead, protocol, command, union } = request
    seen.push({ ...request, union: union.slice() })
    if (address !== 0x61 || protocol < 1) return 'ENXIO'
    if (!isRead) {
      if (protocol === 5) Object.assign(device, { address: (union[17] ?? 0) | 1, isResolved: true })
      else if (command === 1) device.isResolved = false
      return null
    }
    const spoilt = spoil(++reads)
    if (typeof spoilt === 'string') return spoilt
    const isForIt = command === 3 ? !device.isResolved : command === device.address
    if (!isForIt) return 'ENXIO'
    // Stale bytes of an earlier user, which nobody may take for a reply.
    union.fill(0xee)
    union.set([spoilt ?? 17, ...UDID, device.address])
    return null
  }
  return { behaviour: { functionality: SMBUS_WITH_PEC, smbus } satisfies KernelBehaviour, seen }
}

describe('a kernel bus by I2C messages', () => {
  it('gives the same devices as the card has, is claimed meanwhile, and named by its number', async () => {
    await using tree = await kernelTree([{ ...USB_BUS, driver: 'i2c_tiny_usb', clockHz: 400_000 }])
    const clock = new SimClock()
    const { engine, claimed, released } = computer(tree, await messagesTo('pcie-card', clock), clock)
    engine.arm('i2c-dev:5', 'ana')
    const run = await engine.run({ selector: 'i2c-dev:5' }, ENUMERATE)
    expect(run.adapter).toMatchObject({ selector: 'i2c-dev:5', kind: 'i2c-dev', product: USB_BUS.name, serial: null })
    expect(run.bus.clock_hz).toBe(400_000)
    expect(run.summary).toMatchObject({ devices: 4, confirmed: 4 })
    const node = `${tree.devRoot}/i2c-5`
    expect([claimed, released]).toEqual([[node], []])
    await engine.close('i2c-dev:5')
    expect(released).toEqual([node])
  })

  it('finds the devices behind a chip that is stuck from the first refused Get UDID on, and says so', async () => {
    await using tree = await kernelTree([USB_BUS])
    const clock = new SimClock()
    const card = await messagesTo('pcie-card', clock)
    let isStuck = false
    const transfer = async (messages: readonly KernelMessage[]) => {
      const errno = isStuck ? 'ENXIO' : ((await card.transfer?.(messages)) ?? null)
      isStuck ||= errno !== null && messages.length > 1
      return errno
    }
    const { engine } = computer(tree, { ...card, transfer }, clock)
    engine.arm('i2c-dev:5', 'ana')
    const run = await engine.run({ selector: 'i2c-dev:5' }, ENUMERATE)
    expect(run).toMatchObject({ complete: true, summary: { devices: 4, confirmed: 4 } })
    expect(run.findings).toMatchObject([
      { code: 'not-observable', message: expect.stringContaining('counted once') as string },
    ])
    const again = await engine.run({ selector: 'i2c-dev:5' }, ENUMERATE)
    expect(again).toMatchObject({ complete: false, devices: [] })
    expect(again.findings).toMatchObject([
      { code: 'adapter-error', message: expect.stringContaining('did not cancel') as string },
    ])
  })

  it('has no speed to be set', async () => {
    await using tree = await kernelTree([USB_BUS])
    const { engine, claimed } = computer(tree, { functionality: I2C })
    const asked = engine.run({ selector: 'i2c-dev:5', clockHz: 100_000 }, inventory)
    await expect(asked).rejects.toBeInstanceOf(RequestError)
    await expect(asked).rejects.toThrow("has its clock set by the kernel's driver: leave --speed out")
    expect(claimed).toEqual([])
  })

  it('gives no address out that a driver of the kernel has, and probes none', async () => {
    await using tree = await kernelTree([{ ...USB_BUS, driver: 'i2c_tiny_usb', clients: { '0x11': 'lm75' } }])
    const clock = new SimClock()
    const { engine } = computer(tree, await messagesTo('single', clock), clock)
    engine.arm('i2c-dev:5', 'ana', 'i2c-5')
    const events: unknown[] = []
    const run = await engine.run({ selector: 'i2c-dev:5' }, ENUMERATE, { observe: (event) => events.push(event) })
    expect(run.devices[0]).toMatchObject({ address: '0x12', confirmed: true })
    expect(events).toContainEqual(
      expect.objectContaining({
        type: 'address-chosen',
        refused: [{ address: 0x11, why: "the kernel's driver lm75 has it" }],
      }),
    )
    expect(run.transactions.map(({ address }) => address)).not.toContain('0x11')
    const scanned = await engine.run(
      { selector: 'i2c-dev:5' },
      { operation: 'scan', addresses: SCAN_RANGE, method: 'auto' },
    )
    expect(scanned.other_addresses).toContainEqual({ address: '0x11', answers_to: 'kernel-driver' })
    expect(scanned.transactions.map(({ address }) => address)).not.toContain('0x11')
    const request = { udid: '41088086108000040000000044332210', address: 0x11, probe: false, prepareAnyway: false }
    const assigned = await engine.run({ selector: 'i2c-dev:5' }, { operation: 'assign', ...request })
    expect(assigned.findings.map(({ code }) => code)).toEqual(['address-conflict'])
    expect(assigned.transactions).toEqual([])
  })

  it('that is not there is refused with those that are', async () => {
    await using tree = await kernelTree([CHIPSET_BUS])
    const { engine } = computer(tree, { functionality: I2C })
    const asked = engine.lines({ selector: 'i2c-dev:7' })
    await expect(asked).rejects.toBeInstanceOf(OpenError)
    await expect(asked).rejects.toThrow(`no bus i2c-7: it has i2c-dev:0 (${CHIPSET_BUS.name})`)
  })
})

describe('consent', () => {
  it("to the computer's own bus has to name it, and says who may lose", async () => {
    await using tree = await kernelTree([{ ...CHIPSET_BUS, clients: { '0x50': 'ee1004' } }])
    const { behaviour } = smbusDevice()
    const { engine, kernel } = computer(tree, behaviour)
    engine.arm('i2c-dev:0', 'ana')
    const asked = engine.run({ selector: 'i2c-dev:0' }, inventory)
    await expect(asked).rejects.toBeInstanceOf(ConsentError)
    await expect(asked).rejects.toMatchObject({
      mustName: 'i2c-0',
      message: expect.stringContaining('ee1004 at 0x50') as string,
    })
    expect(kernel.requests.every((request) => request === 0x0705)).toBe(true)
    engine.arm('i2c-dev:0', 'ana', 'i2c-0')
    expect(await engine.run({ selector: 'i2c-dev:0' }, inventory)).toMatchObject({ complete: true })
  })

  it('to an adapter on USB that nobody uses need not', async () => {
    await using tree = await kernelTree([USB_BUS])
    const { engine } = computer(tree, smbusDevice().behaviour)
    engine.arm('i2c-dev:5', 'ana')
    expect(await engine.run({ selector: 'i2c-dev:5' }, inventory)).toMatchObject({ complete: true })
  })
})

describe('a controller that speaks SMBus only', () => {
  async function run(spoil?: (count: number) => string | number | null) {
    await using tree = await kernelTree([CHIPSET_BUS])
    const { behaviour, seen } = smbusDevice(spoil)
    const { engine } = computer(tree, behaviour)
    engine.arm('i2c-dev:0', 'ana', 'i2c-0')
    return { run: await engine.run({ selector: 'i2c-dev:0' }, ENUMERATE), seen }
  }

  it('enumerates by Send Byte, Block Write and Block Read, the PEC being the kernel’s', async () => {
    const { run: done, seen } = await run()
    expect(done.devices).toMatchObject([{ address: '0x11', confirmed: true, udid: Buffer.from(UDID).toString('hex') }])
    expect(done.summary).toMatchObject({ verdict: 'pass', confirmed: 1 })
    const [assigned] = done.transactions.filter(({ step }) => step === 'assign')
    expect(assigned).toMatchObject({ pec_checked_by: 'kernel', pec_expected: null, pec_got: null, outcome: 'ok' })
    expect(assigned?.written).toBe(`0411${Buffer.from(UDID).toString('hex')}22`)
    const arp = seen.filter(({ address }) => address === 0x61)
    expect(arp.every((request) => request.pec)).toBe(true)
    const probes = seen.filter(({ address }) => address === 0x11)
    expect(probes).toMatchObject([{ pec: false, isRead: true, protocol: 1 }])
  })

  it('asks again where the kernel found the PEC wrong once, and says so', async () => {
    const { run: done } = await run((count) => (count === 1 ? 'EBADMSG' : null))
    expect(done.summary).toMatchObject({ devices: 1, confirmed: 1 })
    expect(done.findings).toMatchObject([{ code: 'pec-mismatch', severity: 'warning' }])
    expect(done.statistics.pec_errors).toBe(1)
    expect(done.transactions.find(({ step }) => step === 'look')).toMatchObject({ outcome: 'ok', read: '' })
  })

  it('takes a reply that never has a good PEC for no proof of anything, and writes nothing', async () => {
    const { run: done } = await run(() => 'EBADMSG')
    expect(done.devices).toEqual([])
    expect(done.findings.map(({ code }) => code)).toContain('foreign-device-at-0x61')
    expect(done.transactions.filter(({ step }) => step === 'prepare')).toEqual([])
  })

  it.each([
    ['5', 5],
    ['32', 32],
    ['no block has', 'EPROTO'],
  ])('takes a reply whose byte count is %s for something foreign', async (_, spoilt) => {
    const { run: done } = await run(() => spoilt)
    expect(done.findings.map(({ code }) => code)).toContain('foreign-device-at-0x61')
    expect(done.statistics.pec_errors).toBe(0)
    const [look] = done.transactions.filter(({ step }) => step === 'look')
    const bytes = typeof spoilt === 'number' ? spoilt + 1 : 0
    // What the count announces, and nothing of what stood in memory beyond it.
    expect(look?.read).toHaveLength(2 * bytes)
  })

  it('is told what it lacks where it can do neither PEC nor I2C blocks, and nothing is written', async () => {
    await using tree = await kernelTree([CHIPSET_BUS])
    const { engine } = computer(tree, { functionality: SMBUS_WITHOUT_PEC, smbus: () => 'ENXIO' })
    expect((await engine.listAdapters()).adapters).toMatchObject([
      { state: 'ready', problem: expect.stringContaining('neither I2C messages') as string },
    ])
    engine.arm('i2c-dev:0', 'ana', 'i2c-0')
    const done = await engine.run({ selector: 'i2c-dev:0' }, ENUMERATE)
    expect(done.complete).toBe(false)
    expect(done.findings.map(({ code }) => code)).toEqual(['adapter-error'])
  })

  it('gets the PEC as a data byte where it has I2C blocks but no PEC of its own', async () => {
    await using tree = await kernelTree([CHIPSET_BUS])
    const reply = [17, ...UDID, 0xff]
    const smbus = ({ address, isRead, protocol, command, union }: KernelSmbus): string | null => {
      if (address !== 0x61 || !isRead || protocol !== 8 || command !== 3) return 'ENXIO'
      union.set([19, ...reply, pec([0xc2, 3, 0xc3, ...reply])])
      return null
    }
    const { engine } = computer(tree, { functionality: 0x0c1e0000, smbus })
    engine.arm('i2c-dev:0', 'ana', 'i2c-0')
    const done = await engine.run({ selector: 'i2c-dev:0' }, inventory)
    expect(done.devices).toMatchObject([{ udid: Buffer.from(UDID).toString('hex') }])
    expect(done.transactions.find(({ step }) => step === 'look')).toMatchObject({ pec_checked_by: 'host' })
  })
})

describe('the list of kernel buses', () => {
  it('names each as the kernel does, with what it needs', async () => {
    await using tree = await kernelTree([CHIPSET_BUS, USB_BUS])
    const { engine, kernel } = computer(tree, { functionality: I2C })
    const { adapters } = await engine.listAdapters()
    expect(adapters.map(({ selector, product, state }) => [selector, product, state])).toEqual([
      ['i2c-dev:0', CHIPSET_BUS.name, 'ready'],
      ['i2c-dev:5', USB_BUS.name, 'ready'],
    ])
    expect(adapters[0]?.limits[0]).toMatch(/^ARP here needs --arm i2c-0: i2c-0 \(SMBus I801.*\) is this computer's own/)
    expect(adapters[1]?.limits.at(-1)).toContain('hid-mcp2221 does not cancel')
    expect(new Set(kernel.requests)).toEqual(new Set([0x0705]))
    expect(kernel.closed).toBe(2)
  })

  it.each([
    ['EACCES', 'no-permission', 'sudo usermod -aG i2c $USER'],
    ['EMFILE', 'failed', "can't open"],
  ])('says what is wrong where a node answers %s', async (openError, state, words) => {
    await using tree = await kernelTree([USB_BUS])
    const { engine } = computer(tree, { openError })
    const { adapters } = await engine.listAdapters()
    expect(adapters).toMatchObject([{ state, problem: expect.stringContaining(words) as string }])
  })

  it('asks for i2c-dev where there are buses and no nodes', async () => {
    await using tree = await kernelTree([{ ...USB_BUS, hasNode: false }])
    const { engine } = computer(tree, { functionality: I2C })
    const { adapters } = await engine.listAdapters()
    expect(adapters).toMatchObject([
      { state: 'failed', problem: expect.stringContaining('sudo modprobe i2c-dev') as string },
    ])
  })
})
