import { MCP2221_CAPABILITIES, openMcp2221 } from '#shared/adapters/mcp2221/driver.ts'
import type { HidPort } from '#shared/adapters/ports.ts'
import { formatSelector } from '#shared/adapters/selector.ts'
import type { Clock } from '#shared/i2c/clock.ts'
import { isBusError } from '#shared/i2c/errors.ts'
import { discoverMcp2221, selectMcp2221, type AttachedMcp2221 } from '../ports/discover-mcp2221.ts'
import { openHidPort } from '../ports/hid-port.ts'
import type { AdapterList, AdapterListing } from '#shared/api/adapter-list.ts'
import { claimAdapter, claimOwner } from './claim.ts'
import { USUAL_CLOCK_HZ, openedBus, type BusSource, type OpenedBus } from './opened-bus.ts'
import { systemClock } from './system-clock.ts'

/** What of this computer an MCP2221 needs; tests bring their own. */
export interface Mcp2221System {
  readonly clock: Clock
  /** Every MCP2221 on USB. */
  attached(): Promise<readonly AttachedMcp2221[]>
  claim(devicePath: string): Promise<AsyncDisposable>
  openPort(devicePath: string): Promise<HidPort>
}

/** This computer. */
export const thisComputer: Mcp2221System = {
  clock: systemClock,
  attached: () => discoverMcp2221({ clock: systemClock, claims: { claim: claimAdapter, owner: claimOwner } }),
  claim: claimAdapter,
  openPort: (devicePath) => openHidPort(devicePath),
}

/** The MCP2221 with `serial`, or the only one there is. */
export function mcp2221Source(serial: string | null, system: Mcp2221System = thisComputer): BusSource {
  return {
    capabilities: MCP2221_CAPABILITIES,
    usualClockHz: USUAL_CLOCK_HZ,
    open: (clockHz) => open(system, serial, clockHz),
  }
}

/** Every MCP2221 on USB, whether it can be opened or not. Sends nothing on any I2C bus. */
export async function listMcp2221(system: Mcp2221System = thisComputer): Promise<AdapterList> {
  try {
    return { adapters: (await system.attached()).map(listing), problems: [] }
  } catch (error) {
    if (isBusError(error)) return { adapters: [], problems: [error.message] }
    throw error
  }
}

function listing({ path, serial, product, state, ownerPid, problem }: AttachedMcp2221): AdapterListing {
  const selector = selectorOf({ path, serial })
  return {
    selector,
    kind: 'mcp2221',
    product,
    serial,
    path,
    state,
    ownerPid,
    problem,
    capabilities: MCP2221_CAPABILITIES,
    limits: [],
  }
}

async function open(system: Mcp2221System, serial: string | null, clockHz: number): Promise<OpenedBus> {
  const { path } = selectMcp2221(await system.attached(), serial ?? undefined)
  await using held = new AsyncDisposableStack()
  held.use(await system.claim(path))
  const bus = held.use(await openMcp2221(await system.openPort(path), system.clock, { clockHz }))
  const { identity } = bus
  const opened = openedBus(bus, system.clock, {
    selector: selectorOf({ path, serial: identity.serial }),
    kind: 'mcp2221',
    product: identity.product,
    serial: identity.serial,
    firmware: identity.firmware,
    simulated: false,
  })
  // From here on both are the caller's to end: the bus first, then the claim.
  const owned = held.move()
  return { ...opened, [Symbol.asyncDispose]: () => owned.disposeAsync() }
}

/** A path stands in for the serial of one that has none. */
function selectorOf({ path, serial }: Pick<AttachedMcp2221, 'path' | 'serial'>): string {
  return formatSelector({ kind: 'mcp2221', serial: serial ?? path })
}
