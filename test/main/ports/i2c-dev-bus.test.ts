import { describe, expect, it } from 'vitest'
import { SimBus } from '#shared/sim/bus.ts'
import { buildCard } from '#shared/sim/card.ts'
import { SimClock } from '#shared/sim/clock.ts'
import type { PointerBytes } from '../../../src/main/ports/i2c-dev-abi.ts'
import { KernelMessageBus } from '../../../src/main/ports/i2c-dev-bus.ts'
import { OpenKernelNode } from '../../../src/main/ports/i2c-dev-node.ts'
import { KernelProtocolBus } from '../../../src/main/ports/i2c-dev-smbus-bus.ts'
import { describeI2cBus } from '../../support/describe-i2c-bus.ts'
import { FakeKernel, type KernelBehaviour, type KernelMessage, type KernelSmbus } from './fake-kernel.ts'
import { CHIPSET_BUS, USB_BUS, kernelTree, type KernelTree, type TreeBus } from './kernel-tree.ts'

const I2C = 0x00000001
const QUICK = 0x00010000
const BYTES = 0x001e0000
const I2C_BLOCKS = 0x0c000000

async function openNode(behaviour: KernelBehaviour, tree: KernelTree, bus: TreeBus = USB_BUS) {
  const layer = new FakeKernel(behaviour)
  const node = await layer.open(`/dev/i2c-${bus.number}`)
  const { sysfsRoot } = tree
  const { functionality = 0 } = behaviour
  const parts = { layer, node, sysfsRoot, number: bus.number, driver: bus.driver ?? null, functionality }
  return { layer, node: new OpenKernelNode(parts) }
}

/** A bus by messages, on a driver that does with each what `transfer` says. */
async function messageBus(
  tree: KernelTree,
  behaviour: KernelBehaviour,
  bus: TreeBus = { ...USB_BUS, driver: 'i2c_gpio' },
) {
  const opened = await openNode({ functionality: I2C, ...behaviour }, tree, bus)
  return { ...opened, bus: new KernelMessageBus(opened.node, 0) }
}

const ERRNO: Readonly<Record<string, string>> = {
  'nack-address': 'ENXIO',
  'nack-data': 'ENXIO',
  'arbitration-lost': 'EAGAIN',
  'bus-busy': 'EBUSY',
  timeout: 'ETIMEDOUT',
}

for (const pointerBytes of [8, 4] satisfies PointerBytes[]) {
  describeI2cBus(`a kernel bus by I2C messages, pointers of ${pointerBytes} bytes`, async (scenario) => {
    const clock = new SimClock()
    const card = buildCard(scenario, clock)
    const wires = new SimBus({ wire: card.wire, clock, clockHz: 100_000 })
    const tree = await kernelTree([USB_BUS])
    const transfer = async ([first, second]: readonly KernelMessage[]) => {
      if (!first) return 'EINVAL'
      const { address, flags, data } = first
      const report = await (second
        ? wires.writeRead(address, data, second.data.length)
        : flags === 1
          ? wires.read(address, data.length)
          : wires.write(address, data))
      ;(second ?? first).data.set(report.data ?? [])
      return ERRNO[report.outcome] ?? null
    }
    const { bus, node } = await messageBus(tree, { pointerBytes, transfer })
    let isGone = false
    const dispose = async (): Promise<void> => {
      await node[Symbol.asyncDispose]()
      // A test may dispose of its bus more than once.
      if (!isGone) await tree[Symbol.asyncDispose]()
      isGone = true
    }
    return { bus: Object.assign(bus, { [Symbol.asyncDispose]: dispose }), card, clock }
  })
}

describe('a transfer by messages', () => {
  it('is one write and one read with the address in both', async () => {
    await using tree = await kernelTree([USB_BUS])
    const seen: unknown[] = []
    const { bus, layer } = await messageBus(tree, {
      transfer: (messages) => {
        for (const { address, flags, data } of messages) seen.push({ address, flags, data: [...data] })
        messages[1]?.data.set([0x11, 0x22])
        return null
      },
    })
    const report = await bus.writeRead(0x61, Uint8Array.of(0x03), 2)
    expect(report).toEqual({
      outcome: 'ok',
      nackIndex: null,
      data: Uint8Array.of(0x11, 0x22),
      usbTransfers: 0,
      srGapUs: null,
      wireTimeUs: null,
    })
    expect(seen).toEqual([
      { address: 0x61, flags: 0, data: [0x03] },
      { address: 0x61, flags: 1, data: [0, 0] },
    ])
    expect(layer.requests).toEqual([0x0707])
  })

  it.each([
    ['ENXIO', 'nack-unknown', 'unknown'],
    ['EREMOTEIO', 'nack-unknown', 'unknown'],
    ['EIO', 'nack-unknown', 'unknown'],
    ['ENODEV', 'nack-unknown', 'unknown'],
    ['EAGAIN', 'arbitration-lost', null],
    ['ETIMEDOUT', 'timeout', null],
    ['EBUSY', 'bus-busy', null],
    ['EPERM', 'adapter', null],
    ['EOPNOTSUPP', 'adapter', null],
    ['ESHUTDOWN', 'closed', null],
    ['errno 42', 'adapter', null],
  ])('that fails with %s comes to %s', async (errno, outcome, nackIndex) => {
    await using tree = await kernelTree([USB_BUS])
    const { bus } = await messageBus(tree, { transfer: () => errno })
    expect(await bus.write(0x20, Uint8Array.of(1))).toMatchObject({ outcome, nackIndex })
  })

  it('knows that it was the address where a read was refused: a target can refuse nothing else of it', async () => {
    await using tree = await kernelTree([USB_BUS])
    const { bus } = await messageBus(tree, { transfer: () => 'ENXIO' })
    expect(await bus.read(0x20, 1)).toMatchObject({ outcome: 'nack-address', nackIndex: 0 })
    expect(await bus.writeRead(0x20, Uint8Array.of(0), 1)).toMatchObject({ outcome: 'nack-unknown' })
  })

  it.each(['EBUSY', 'EPERM'])("names the kernel's own ARP where 0x61 is refused with %s", async (errno) => {
    await using tree = await kernelTree([USB_BUS])
    const { bus } = await messageBus(tree, { transfer: () => errno })
    expect((await bus.write(0x61, Uint8Array.of(1))).message).toContain("the kernel's own ARP")
    expect((await bus.write(0x20, Uint8Array.of(1))).message).not.toContain('ARP')
  })

  it('comes to closed when the adapter was pulled, whatever the driver said', async () => {
    await using tree = await kernelTree([USB_BUS])
    const { bus } = await messageBus(tree, { transfer: () => 'EIO' })
    await tree.remove(5)
    const report = await bus.write(0x20, Uint8Array.of(1))
    expect(report).toMatchObject({ outcome: 'closed', message: expect.stringContaining('i2c-5 is gone') as string })
  })

  it('is not made with an address that a driver of the kernel has', async () => {
    await using tree = await kernelTree([{ ...USB_BUS, clients: { '0x50': 'at24', '0x51': '' } }])
    const { bus, node, layer } = await messageBus(tree, { transfer: () => null })
    expect(await node.bound()).toEqual(new Map([[0x50, 'at24']]))
    const report = await bus.read(0x50, 1)
    expect(report).toMatchObject({ outcome: 'adapter', message: expect.stringContaining('at24') as string })
    expect(layer.requests).toEqual([])
    expect(await bus.read(0x51, 1)).toMatchObject({ outcome: 'ok' })
  })

  it('comes to closed after the bus was', async () => {
    await using tree = await kernelTree([USB_BUS])
    const { bus, layer } = await messageBus(tree, { transfer: () => null })
    await bus[Symbol.asyncDispose]()
    await bus[Symbol.asyncDispose]()
    expect(layer.closed).toBe(1)
    expect(await bus.read(0x50, 1)).toMatchObject({ outcome: 'closed' })
  })
})

describe('hid-mcp2221', () => {
  it('is not believed when it refuses a second combined transfer and has acknowledged nothing yet', async () => {
    await using tree = await kernelTree([USB_BUS])
    const { bus } = await messageBus(tree, { transfer: () => 'ENXIO' }, USB_BUS)
    expect(await bus.read(0x7d, 1)).toMatchObject({ outcome: 'nack-address' })
    expect(await bus.writeRead(0x61, Uint8Array.of(3), 19)).toMatchObject({ outcome: 'nack-unknown' })
    expect(await bus.writeRead(0x61, Uint8Array.of(3), 19)).toMatchObject({
      outcome: 'adapter',
      message: expect.stringContaining('does not cancel a combined transfer') as string,
    })
  })

  it('is believed once somebody has acknowledged, as often as a refusal is asked for again', async () => {
    await using tree = await kernelTree([USB_BUS])
    let errno: string | null = null
    const { bus } = await messageBus(tree, { transfer: () => errno }, USB_BUS)
    await bus.write(0x61, Uint8Array.of(1))
    expect(bus.remarks).toEqual([])
    errno = 'ENXIO'
    for (let i = 0; i < 3; i++) {
      expect(await bus.writeRead(0x61, Uint8Array.of(3), 19)).toMatchObject({ outcome: 'nack-unknown' })
    }
    expect(bus.remarks).toEqual([expect.stringMatching(/counted once .* hid-mcp2221 .* Plug the adapter in again/)])
    expect(await bus.writeRead(0x61, Uint8Array.of(3), 19)).toMatchObject({ outcome: 'adapter' })
  })

  it.each([
    ['write', (bus: KernelMessageBus) => bus.write(0x61, Uint8Array.of(1, 0xc0))],
    ['read', (bus: KernelMessageBus) => bus.read(0x50, 1)],
    ['other combined transfer', (bus: KernelMessageBus) => bus.writeRead(0x61, Uint8Array.of(0x23), 19)],
  ])('is not believed when it refuses a %s after a combined transfer', async (_, transfer) => {
    await using tree = await kernelTree([USB_BUS])
    let errno: string | null = null
    const { bus } = await messageBus(tree, { transfer: () => errno }, USB_BUS)
    await bus.write(0x61, Uint8Array.of(1))
    errno = 'ENXIO'
    await bus.writeRead(0x61, Uint8Array.of(3), 19)
    const report = await transfer(bus)
    expect(report).toMatchObject({ outcome: 'adapter', message: expect.stringContaining('did not cancel') as string })
    // What ended the Run needs no second line.
    expect(bus.remarks).toEqual([])
    errno = null
    await bus.read(0x50, 1)
    errno = 'ENXIO'
    expect(await bus.read(0x51, 1)).toMatchObject({ outcome: 'nack-address' })
  })

  it('says so where nobody acknowledged anything', async () => {
    await using tree = await kernelTree([USB_BUS])
    const { bus } = await messageBus(tree, { transfer: () => 'ENXIO' }, USB_BUS)
    await bus.read(0x50, 1)
    await bus.read(0x51, 1)
    expect(bus.remarks).toEqual([expect.stringContaining('nothing has acknowledged since this bus was opened')])
  })

  it('is asked for no Quick Command, into which it puts a data byte', async () => {
    await using tree = await kernelTree([USB_BUS])
    const { bus } = await messageBus(tree, { functionality: I2C | QUICK }, USB_BUS)
    expect(bus.capabilities.quickWrite).toBe(false)
    await expect(bus.write(0x20, new Uint8Array())).rejects.toThrow(RangeError)
  })
})

describe('a transfer by SMBus protocols', () => {
  /** `protocol/command/read or write/union` of each transfer, on a controller that can all but PEC and blocks. */
  async function protocolBus(tree: KernelTree, functionality: number, answer: (request: KernelSmbus) => string | null) {
    const seen: unknown[] = []
    const smbus = (request: KernelSmbus): string | null => {
      const { address, pec, isRead, command, protocol, union } = request
      const filled = union.slice(0, (union[0] ?? 0) + 1)
      seen.push({ address, pec, isRead, command, protocol, ...(protocol === 8 ? { filled: [...filled] } : {}) })
      return answer(request)
    }
    const opened = await openNode({ functionality, smbus }, tree, CHIPSET_BUS)
    return { ...opened, seen, bus: new KernelProtocolBus(opened.node, 0) }
  }

  it('is spelt by the protocol that puts the same bytes on the wire', async () => {
    await using tree = await kernelTree([CHIPSET_BUS])
    const all = QUICK | BYTES | I2C_BLOCKS
    const { bus, seen } = await protocolBus(tree, all, ({ isRead, union, protocol }) => {
      if (isRead) union.set(protocol === 8 ? [2, 0xaa, 0xbb] : [0xaa])
      return null
    })
    await bus.write(0x48, new Uint8Array())
    await bus.write(0x61, Uint8Array.of(0x01))
    await bus.write(0x61, Uint8Array.of(0x01, 0xc0))
    await bus.write(0x61, Uint8Array.of(0x04, 0x11, 0x12))
    expect(await bus.read(0x48, 1)).toMatchObject({ outcome: 'ok', data: Uint8Array.of(0xaa) })
    const report = await bus.writeRead(0x61, Uint8Array.of(0x03), 2)
    expect(report).toMatchObject({ outcome: 'ok', data: Uint8Array.of(0xaa, 0xbb) })
    const common = { address: 0x61, pec: false, isRead: false }
    expect(seen).toEqual([
      { ...common, address: 0x48, command: 0, protocol: 0 },
      { ...common, command: 1, protocol: 1 },
      { ...common, command: 1, protocol: 2 },
      { ...common, command: 4, protocol: 8, filled: [2, 0x11, 0x12] },
      { ...common, address: 0x48, isRead: true, command: 0, protocol: 1 },
      { ...common, isRead: true, command: 3, protocol: 8, filled: [2, 0, 0] },
    ])
  })

  it('is refused, and nothing sent, where there is no such protocol', async () => {
    await using tree = await kernelTree([CHIPSET_BUS])
    const { bus, seen, layer } = await protocolBus(tree, BYTES, () => null)
    const report = await bus.writeRead(0x61, Uint8Array.of(0x03), 19)
    expect(report).toMatchObject({ outcome: 'adapter', message: expect.stringContaining('nor I2C blocks') as string })
    expect(await bus.writeRead(0x61, Uint8Array.of(1, 2), 1)).toMatchObject({ outcome: 'adapter' })
    expect(await bus.read(0x61, 2)).toMatchObject({ outcome: 'adapter' })
    expect([seen, layer.requests]).toEqual([[], []])
  })

  it('says that a driver has the address where the kernel does not let it be chosen', async () => {
    await using tree = await kernelTree([CHIPSET_BUS])
    const { node } = await openNode({ functionality: BYTES, choose: () => 'EBUSY' }, tree, CHIPSET_BUS)
    const report = await new KernelProtocolBus(node, 0).read(0x61, 1)
    expect(report).toMatchObject({ outcome: 'adapter', message: expect.stringContaining("kernel's own ARP") as string })
  })
})
