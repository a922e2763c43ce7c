import { formatSelector } from '#shared/adapters/selector.ts'
import type { AdapterInfo } from '#shared/adapters/adapter.ts'
import type { AdapterList, AdapterListing } from '#shared/api/adapter-list.ts'
import { whyNamed, type NamedConsent } from '#shared/api/named-consent.ts'
import { formatAddress } from '#shared/i2c/address.ts'
import type { Clock } from '#shared/i2c/clock.ts'
import { discoverI2cDev, openI2cDev, selectI2cDev, type AttachedI2cDev } from '../ports/discover-i2c-dev.ts'
import { KernelMessageBus } from '../ports/i2c-dev-bus.ts'
import { HID_MCP2221, kernelCapabilities, kernelWay } from '../ports/i2c-dev-capabilities.ts'
import type { OpenKernelNode } from '../ports/i2c-dev-node.ts'
import { KernelPecLink } from '../ports/i2c-dev-pec-link.ts'
import { KernelProtocolBus } from '../ports/i2c-dev-smbus-bus.ts'
import type { KernelBus } from '../ports/i2c-dev-sysfs.ts'
import { claimAdapter, claimOwner } from './claim.ts'
import { openedBus, type BusSource, type OpenedBus } from './opened-bus.ts'
import { systemClock } from './system-clock.ts'

/** What of this computer a kernel bus needs; tests bring their own. */
export interface I2cDevSystem {
  readonly clock: Clock
  /** Every bus the kernel has. */
  attached(): Promise<readonly AttachedI2cDev[]>
  claim(devicePath: string): Promise<AsyncDisposable>
  openNode(bus: KernelBus): Promise<OpenKernelNode>
}

const thisComputer: I2cDevSystem = {
  clock: systemClock,
  attached: () => discoverI2cDev({ claims: { claim: claimAdapter, owner: claimOwner } }),
  claim: claimAdapter,
  openNode: (bus) => openI2cDev(bus),
}

const CLOCK_SET_BY = "the kernel's driver"

/** The kernel's bus N. Which one it is shows without opening it, so that consent can be asked for it by name. */
export async function i2cDevSource(number: number, system: I2cDevSystem = thisComputer): Promise<BusSource> {
  const bus = (await system.attached()).find((one) => one.number === number)
  const named = bus && namedConsent(bus)
  return {
    capabilities: bus ? capabilitiesOf(bus) : undefined,
    usualClockHz: bus?.clockHz ?? 0,
    clockSetBy: CLOCK_SET_BY,
    ...(named ? { namedConsent: named } : {}),
    open: () => open(system, number),
  }
}

/** Every bus of the kernel, whether it can be opened or not. Sends nothing on any of them. */
export async function listI2cDev(system: I2cDevSystem = thisComputer): Promise<AdapterList> {
  return { adapters: (await system.attached()).map(listing), problems: [] }
}

async function open(system: I2cDevSystem, number: number): Promise<OpenedBus> {
  const bus = selectI2cDev(await system.attached(), number)
  await using held = new AsyncDisposableStack()
  held.use(await system.claim(bus.path))
  const node = held.use(await system.openNode(bus))
  const opened = openedNode(node, bus, system.clock)
  await node.bound()
  // From here on both are the caller's to end: the node first, then the claim.
  const owned = held.move()
  return { ...opened, occupied: () => occupied(node), [Symbol.asyncDispose]: () => owned.disposeAsync() }
}

function openedNode(node: OpenKernelNode, bus: KernelBus, clock: Clock): OpenedBus {
  const { clockHz } = bus
  const capabilities = kernelCapabilities(node.functionality, bus.driver, clockHz)
  const info: Omit<AdapterInfo, 'capabilities'> = {
    selector: selectorOf(bus),
    kind: 'i2c-dev',
    product: bus.name,
    serial: null,
    firmware: null,
    simulated: false,
  }
  switch (kernelWay(node.functionality)) {
    case 'messages': {
      const messages = new KernelMessageBus(node, clockHz)
      return { ...openedBus(messages, clock, info), remarks: () => messages.remarks }
    }
    case 'protocols':
      return openedBus(new KernelProtocolBus(node, clockHz), clock, info)
    case 'pec':
      return {
        info: { ...info, capabilities },
        clock,
        clockHz,
        connect: (recorder) => new KernelPecLink(node, recorder, capabilities.quickWrite),
        [Symbol.asyncDispose]: () => node[Symbol.asyncDispose](),
      }
  }
}

async function occupied(node: OpenKernelNode): Promise<ReadonlyMap<number, string>> {
  return new Map(
    [...(await node.bound())].map(([address, driver]) => [address, `the kernel's driver ${driver} has it`]),
  )
}

function listing(bus: AttachedI2cDev): AdapterListing {
  const { name, path, state, ownerPid, problem } = bus
  const named = namedConsent(bus)
  return {
    selector: selectorOf(bus),
    kind: 'i2c-dev',
    product: name,
    serial: null,
    path,
    state,
    ownerPid,
    problem,
    capabilities: capabilitiesOf(bus),
    ...(bus.isBuiltIn ? { isBuiltIn: true } : {}),
    ...(named ? { namedConsent: named } : {}),
    limits: limitsOf(bus, named),
  }
}

function limitsOf(bus: AttachedI2cDev, named: NamedConsent | undefined): string[] {
  const way = bus.functionality === null ? null : kernelWay(bus.functionality)
  return [
    ...(named ? [`ARP here needs --arm ${named.name}: ${whyNamed(named)}`] : []),
    `the clock is ${CLOCK_SET_BY}'s to set${bus.clockHz === 0 ? ', and not known' : ''}`,
    ...(way === 'pec'
      ? ['its controller speaks SMBus only: the kernel checks the PEC, and shows none of its bytes']
      : []),
    ...(bus.driver === HID_MCP2221
      ? ['hid-mcp2221 does not cancel a combined transfer that was refused: --adapter mcp2221 drives the chip itself']
      : []),
  ]
}

function namedConsent({ number, isBuiltIn, bound, name }: AttachedI2cDev): NamedConsent | undefined {
  if (!isBuiltIn && bound.size === 0) return undefined
  const what = isBuiltIn
    ? `i2c-${number} (${name}) is this computer's own, with its memory modules, sensors or display on it`
    : `i2c-${number} (${name}) is in use by the kernel`
  const atRisk = [...bound].map(([address, driver]) => `${driver} at ${formatAddress(address)}`)
  return { name: `i2c-${number}`, what, atRisk }
}

function capabilitiesOf({ functionality, driver, clockHz }: AttachedI2cDev) {
  return kernelCapabilities(functionality ?? 0, driver, clockHz)
}

function selectorOf({ number }: KernelBus): string {
  return formatSelector({ kind: 'i2c-dev', bus: number })
}
