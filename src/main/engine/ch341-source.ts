import { ch341Capabilities, CH341_LIMITS } from '#shared/adapters/ch341/capabilities.ts'
import { openCh341 } from '#shared/adapters/ch341/driver.ts'
import type { UsbPort } from '#shared/adapters/ports.ts'
import { formatSelector } from '#shared/adapters/selector.ts'
import type { AdapterList, AdapterListing } from '#shared/api/adapter-list.ts'
import type { Clock } from '#shared/i2c/clock.ts'
import { BusError } from '#shared/i2c/errors.ts'
import {
  ch341Target,
  discoverCh341,
  selectCh341,
  type AttachedCh341,
  type Ch341Discovery,
} from '../ports/discover-ch341.ts'
import { openUsbPort } from '../ports/usb-port.ts'
import { claimAdapter, claimOwner } from './claim.ts'
import { USUAL_CLOCK_HZ, openedBus, type BusSource, type OpenedBus } from './opened-bus.ts'
import { systemClock } from './system-clock.ts'

/** What of this computer a CH341 needs; tests bring their own. */
export interface Ch341System {
  readonly clock: Clock
  /** Every CH341 on USB. */
  discover(): Promise<Ch341Discovery>
  claim(path: string): Promise<AsyncDisposable>
  openPort(adapter: AttachedCh341): Promise<UsbPort>
}

const thisComputer: Ch341System = {
  clock: systemClock,
  discover: () => discoverCh341({ claims: { claim: claimAdapter, owner: claimOwner } }),
  claim: claimAdapter,
  openPort: (adapter) => openUsbPort(ch341Target(adapter)),
}

/** The CH341 at `portPath`, or the only one there is. */
export function ch341Source(portPath: string | null, system: Ch341System = thisComputer): BusSource {
  return {
    capabilities: ch341Capabilities(),
    usualClockHz: USUAL_CLOCK_HZ,
    open: (clockHz) => open(system, portPath, clockHz),
  }
}

/** Every CH341 on USB, whether it can be opened or not. Sends nothing on any I2C bus. */
export async function listCh341(system: Ch341System = thisComputer): Promise<AdapterList> {
  const { attached, notice } = await system.discover()
  return { adapters: attached.map(listing), problems: notice === null ? [] : [notice] }
}

function listing({ path, product, state, ownerPid, problem }: AttachedCh341): AdapterListing {
  return {
    selector: formatSelector({ kind: 'ch341', portPath: path }),
    kind: 'ch341',
    product,
    serial: null,
    path,
    state,
    ownerPid,
    problem,
    capabilities: ch341Capabilities(),
    limits: CH341_LIMITS,
  }
}

async function open(system: Ch341System, portPath: string | null, clockHz: number): Promise<OpenedBus> {
  const { attached, notice } = await system.discover()
  if (attached.length === 0 && notice !== null) throw new BusError('unsupported', notice)
  const adapter = selectCh341(attached, portPath ?? undefined)
  await using held = new AsyncDisposableStack()
  held.use(await system.claim(adapter.path))
  const bus = held.use(await openCh341(await system.openPort(adapter), system.clock, { clockHz }))
  const { product, firmware } = bus.identity
  const opened = openedBus(bus, system.clock, {
    selector: formatSelector({ kind: 'ch341', portPath: adapter.path }),
    kind: 'ch341',
    product,
    serial: null,
    firmware,
    simulated: false,
  })
  // From here on both are the caller's to end: the bus first, then the claim.
  const owned = held.move()
  return { ...opened, remarks: () => bus.remarks, [Symbol.asyncDispose]: () => owned.disposeAsync() }
}
