import { openCh341 } from '#shared/adapters/ch341/driver.ts'
import { openMcp2221 } from '#shared/adapters/mcp2221/driver.ts'
import type { SimCard } from '#shared/sim/card.ts'
import { buildCard } from '#shared/sim/card.ts'
import { SimBus } from '#shared/sim/bus.ts'
import { Ch341Chip } from '#shared/sim/chips/ch341.ts'
import { Mcp2221Chip } from '#shared/sim/chips/mcp2221.ts'
import { createRandom } from '#shared/sim/random.ts'
import type { Scenario } from '#shared/sim/scenario-schema.ts'
import type { I2cBus } from '#shared/i2c/bus.ts'
import { openedBus, type OpenedBus } from '../../src/main/engine/opened-bus.ts'
import { KernelMessageBus } from '../../src/main/ports/i2c-dev-bus.ts'
import { kernelCapabilities } from '../../src/main/ports/i2c-dev-capabilities.ts'
import { OpenKernelNode } from '../../src/main/ports/i2c-dev-node.ts'
import { KernelPecLink } from '../../src/main/ports/i2c-dev-pec-link.ts'
import { FakeKernel, type KernelBehaviour } from '../main/ports/fake-kernel.ts'
import { InstantClock } from '../support/instant-clock.ts'
import { FailingKernel } from './failing-kernel.ts'
import { NoisyWire } from './noisy-wire.ts'
import { SpoilableBus } from './spoilable-bus.ts'
import { SmbusHost } from './smbus-host.ts'
import { TamperedReplies } from './tampered-replies.ts'
import { tamperedHid, tamperedUsb } from './tampered-ports.ts'

/** The ways to a bus that the matrix tries. */
export const ADAPTERS = ['ideal', 'mcp2221', 'ch341', 'i2c-dev', 'i2c-dev (SMBus only)'] as const

/** One of {@link ADAPTERS}. */
export type AdapterName = (typeof ADAPTERS)[number]

/** A card, an adapter on it that is not open yet, and every place where something can be made to go wrong. */
export interface Rig {
  readonly clock: InstantClock
  readonly card: SimCard
  readonly wire: NoisyWire
  readonly replies: TamperedReplies
  readonly kernel: FailingKernel
  readonly bus: SpoilableBus
  open(): Promise<OpenedBus>
}

/** Sysfs of a computer with one kernel bus, made once for all cases. */
export interface KernelPlace {
  readonly sysfsRoot: string
  readonly number: number
}

const ORIGIN_UTC_MS = Date.UTC(2026, 10, 22, 9, 30)

/** Builds a card from `scenario` and an adapter on it; what is random in it follows from `seed`. */
export function buildRig(scenario: Scenario, adapter: AdapterName, place: KernelPlace, seed: number): Rig {
  const clock = new InstantClock(ORIGIN_UTC_MS)
  const card = buildCard(scenario, clock)
  const wire = new NoisyWire(card.wire)
  const replies = new TamperedReplies(clock, createRandom(seed))
  const kernel = new FailingKernel()
  const parts = { clock, card, wire, replies, kernel, bus: new SpoilableBus() }
  return { ...parts, open: () => open(parts, adapter, place) }
}

async function open(parts: Omit<Rig, 'open'>, adapter: AdapterName, place: KernelPlace): Promise<OpenedBus> {
  const { clock, card, wire, replies, kernel } = parts
  const { clockHz } = wire
  const ideal = (): SimBus => {
    return new SimBus({ wire, clock, clockHz, acksEverything: card.quirks.includes('acks-everything') })
  }
  switch (adapter) {
    case 'ideal':
      return named(parts.bus.over(ideal()), parts, adapter)
    case 'mcp2221': {
      const port = tamperedHid(new Mcp2221Chip({ wire, clock, quirks: card.quirks }), replies)
      return named(await openMcp2221(port, clock, { clockHz }), parts, adapter)
    }
    case 'ch341': {
      const port = tamperedUsb(new Ch341Chip({ wire, clock, quirks: card.quirks }), replies)
      const bus = await openCh341(port, clock, { clockHz })
      return { ...named(bus, parts, adapter), remarks: () => bus.remarks }
    }
    case 'i2c-dev':
      return named(new KernelMessageBus(await openNode(kernel.messages(ideal()), place), clockHz), parts, 'i2c-dev')
    case 'i2c-dev (SMBus only)':
      return openSmbus(await openNode(kernel.smbus(new SmbusHost(wire, clock)), place), parts)
  }
}

function named(bus: I2cBus, { clock }: Pick<Rig, 'clock'>, kind: 'ideal' | 'mcp2221' | 'ch341' | 'i2c-dev'): OpenedBus {
  return openedBus(bus, clock, { ...IDENTITY, selector: kind, kind })
}

const IDENTITY = { product: 'simulated', serial: null, firmware: null, simulated: true }

function openSmbus(node: OpenKernelNode, { clock, wire }: Omit<Rig, 'open'>): OpenedBus {
  const capabilities = kernelCapabilities(node.functionality, node.driver, wire.clockHz)
  return {
    info: { ...IDENTITY, selector: 'i2c-dev', kind: 'i2c-dev', capabilities },
    clock,
    clockHz: wire.clockHz,
    connect: (recorder) => new KernelPecLink(node, recorder, false),
    [Symbol.asyncDispose]: () => node[Symbol.asyncDispose](),
  }
}

async function openNode(behaviour: KernelBehaviour, { sysfsRoot, number }: KernelPlace): Promise<OpenKernelNode> {
  const layer = new FakeKernel(behaviour)
  const node = await layer.open(`/dev/i2c-${number}`)
  const { functionality = 0 } = behaviour
  return new OpenKernelNode({ layer, node, sysfsRoot, number, driver: 'i2c_gpio', functionality })
}
