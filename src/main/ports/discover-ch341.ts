import type { AttachedState, Claims } from './discover-mcp2221.ts'
import { WRONG_MODES, jumperHint } from './ch341-mend.ts'
import { interfaceOwner } from './usb-driver.ts'
import { BusError, isBusError } from '#shared/i2c/errors.ts'
import { nodeUsb, type UsbHandle } from './usb-layer.ts'
import { portPath } from './usb-location.ts'
import { nodeBlock, openUsbPort, type UsbPortOptions, type UsbTarget } from './usb-port.ts'

const VENDOR_ID = 0x1a86
const I2C_MODE = 0x5512
const PRODUCT = 'CH341A USB-I2C'
const CONFIGURATION = 1
const INTERFACE = 0

/** As of an MCP2221, and: `wrong-mode`, strapped for something else than I2C; `no-driver`, Windows lacks WinUSB. */
export type Ch341State = Exclude<AttachedState, 'kernel-driver'> | 'wrong-mode' | 'no-driver'

/** A CH341 on USB, whether it can be opened or not. It has no serial number: its port tells it from others. */
export interface AttachedCh341 {
  /** Where it sits, such as `1-2.3`; also what to claim. */
  readonly path: string
  readonly product: string
  readonly state: Ch341State
  /** The process that has it, where it is `busy` and says so. */
  readonly ownerPid: number | null
  /** One line for people: why it can't be opened and what to do; null when it can. */
  readonly problem: string | null
}

/** What was found, and why nothing could be where USB can't be listed; the notice is one line for people. */
export interface Ch341Discovery {
  readonly attached: readonly AttachedCh341[]
  readonly notice: string | null
}

/** What discovery looks at; what is left out is the system's. */
export interface Ch341DiscoveryOptions extends UsbPortOptions {
  readonly claims: Claims
}

/**
 * Every CH341 attached, in the order of their paths, those in a wrong mode among them. Sends nothing on any I2C
 * bus. Where only opening shows whether one can be opened, as on Windows and macOS, it is opened, under a claim.
 */
export async function discoverCh341(options: Ch341DiscoveryOptions): Promise<Ch341Discovery> {
  const { layer = nodeUsb, platform = process.platform } = options
  let devices: readonly UsbHandle[]
  try {
    devices = await layer.devices()
  } catch (error) {
    // A machine without USB, such as a container, is no fault.
    const reason = error instanceof Error ? error.message : String(error)
    return { attached: [], notice: `USB devices can't be listed, so no CH341 can be found: ${reason}` }
  }
  const attached: AttachedCh341[] = []
  for (const device of devices) {
    if (device.vendorId !== VENDOR_ID) continue
    const path = portPath(device, platform)
    const mode = WRONG_MODES.get(device.productId)
    if (mode !== undefined) attached.push(unusable(path, 'wrong-mode', jumperHint(mode)))
    else if (device.productId === I2C_MODE) attached.push(await look(path, device, options))
  }
  return { attached: attached.sort((a, b) => (a.path < b.path ? -1 : 1)), notice: null }
}

/**
 * The attached adapter a selector means: the only one in I2C mode, or what sits at `path`.
 * @throws BusError saying what to check, with all candidates where there are several
 */
export function selectCh341(attached: readonly AttachedCh341[], path?: string): AttachedCh341 {
  const inMode = attached.filter(({ state }) => state !== 'wrong-mode')
  // A serial adapter on the same desk is no candidate unless it is all there is, or asked for by its port.
  const matching =
    path === undefined ? (inMode.length > 0 ? inMode : attached) : attached.filter((one) => one.path === path)
  const [only] = matching
  if (only && matching.length === 1) return openable(only)
  if (attached.length === 0) {
    throw new BusError(
      'adapter',
      'no CH341 found: check its USB cable (some only charge), the port, and whether the system lists 1a86:5512',
    )
  }
  const candidates = (only ? matching : attached).map(describeCandidate).join(', ')
  if (!only) throw new BusError('adapter', `no CH341 at ${path ?? ''}; attached: ${candidates}`)
  throw new BusError(
    'adapter',
    `${matching.length} CH341 attached: name one by its port, ch341:PORTPATH; ${candidates}`,
  )
}

/** What {@link openUsbPort} is to open for an attached CH341. */
export function ch341Target({ path }: AttachedCh341): UsbTarget {
  return { path, vendorId: VENDOR_ID, productId: I2C_MODE }
}

function openable(one: AttachedCh341): AttachedCh341 {
  if (one.state === 'ready') return one
  const kind = one.state === 'no-permission' ? 'permission' : one.state === 'no-driver' ? 'unsupported' : 'adapter'
  throw new BusError(kind, `CH341 at ${one.path} can't be opened: ${one.problem ?? one.state}`)
}

function describeCandidate({ path, state }: AttachedCh341): string {
  return state === 'ready' ? path : `${path} (${state})`
}

async function look(path: string, device: UsbHandle, options: Ch341DiscoveryOptions): Promise<AttachedCh341> {
  const { claims, platform = process.platform, sysfsRoot = '/sys' } = options
  const owner = await claims.owner(path)
  if (owner) return busy(path, owner.pid)
  if (platform !== 'linux') return tryOpening(path, options)
  const blocked = await nodeBlock(device, options)
  if (blocked) return unusable(path, stateOf(blocked), blocked.message)
  return (await interfaceOwner(sysfsRoot, path)) === 'program' ? busy(path, null) : ready(path)
}

async function tryOpening(path: string, options: Ch341DiscoveryOptions): Promise<AttachedCh341> {
  const { claims } = options
  try {
    await using held = new AsyncDisposableStack()
    held.use(await claims.claim(path))
    const port = held.use(await openUsbPort({ path, vendorId: VENDOR_ID, productId: I2C_MODE }, options))
    await port.selectConfiguration(CONFIGURATION)
    await port.claimInterface(INTERFACE)
    return ready(path)
  } catch (error) {
    if (!isBusError(error)) throw error
    // Somebody may have claimed it since it was asked.
    const taker = await claims.owner(path)
    return taker ? busy(path, taker.pid) : unusable(path, stateOf(error), error.message)
  }
}

function stateOf({ kind }: BusError): Ch341State {
  if (kind === 'permission') return 'no-permission'
  return kind === 'unsupported' ? 'no-driver' : 'failed'
}

function ready(path: string): AttachedCh341 {
  return { path, product: PRODUCT, state: 'ready', ownerPid: null, problem: null }
}

function unusable(path: string, state: Ch341State, problem: string): AttachedCh341 {
  return { path, product: PRODUCT, state, ownerPid: null, problem }
}

function busy(path: string, ownerPid: number | null): AttachedCh341 {
  const who = ownerPid === null ? 'another program' : `process ${ownerPid}`
  return { ...unusable(path, 'busy', `${who} is using it: close that first`), ownerPid }
}
