import type { Device } from 'node-hid'
import { identifyMcp2221 } from '#shared/adapters/mcp2221/identity.ts'
import type { Clock } from '#shared/i2c/clock.ts'
import { BusError, isBusError } from '#shared/i2c/errors.ts'
import { nodeHid } from './hid-layer.ts'
import { hidrawBlock, openHidPort, type HidPortOptions } from './hid-port.ts'
import { findKernelBound, kernelDriverMend } from './kernel-driver.ts'

const VENDOR_ID = 0x04d8
const PRODUCT_ID = 0x00dd
const DEFAULT_PRODUCT = 'MCP2221 USB-I2C/UART Combo'
const IDENTIFY_TIMEOUT_MS = 250

/** Whether an attached adapter can be opened. `kernel-driver`: hid-mcp2221 keeps it; `failed`: it does not answer. */
export type AttachedState = 'ready' | 'busy' | 'no-permission' | 'kernel-driver' | 'failed'

/** An MCP2221 on USB, whether it can be opened or not. */
export interface AttachedMcp2221 {
  /** Opens it; of one in the hands of the kernel's driver, its place in the USB tree. */
  readonly path: string
  /** Null where it could not be asked. */
  readonly serial: string | null
  readonly product: string
  readonly state: AttachedState
  /** The process that has it, where it is `busy` and says so. */
  readonly ownerPid: number | null
  /** One line for people: why it can't be opened and what to do; null when it can. */
  readonly problem: string | null
}

/** The claim across processes, as the engine makes it. */
export interface Claims {
  /** @throws BusError `adapter` when another process has the adapter */
  claim(devicePath: string): Promise<AsyncDisposable>
  /** Who has the adapter; null when nobody has. */
  owner(devicePath: string): Promise<{ readonly pid: number | null } | null>
}

/** What discovery looks at; what is left out is the system's. */
export interface DiscoveryOptions extends HidPortOptions {
  readonly claims: Claims
  readonly clock: Clock
  readonly sysfsRoot?: string
}

/**
 * Every MCP2221 attached, in the order of their paths. Sends nothing on any I2C bus; asks those that nobody
 * has claimed for their serial.
 * @throws BusError `unsupported` where HID does not work at all and nothing was found without it
 */
export async function discoverMcp2221(options: DiscoveryOptions): Promise<AttachedMcp2221[]> {
  const { layer = nodeHid, platform = process.platform, sysfsRoot = '/sys' } = options
  const bound = platform === 'linux' ? await findKernelBound(sysfsRoot) : []
  const kept = bound.map((device): AttachedMcp2221 => {
    const problem = `the kernel's driver hid-mcp2221 has it: ${kernelDriverMend(device)}`
    return { ...unopened(device.usbPath, DEFAULT_PRODUCT, 'kernel-driver'), problem }
  })
  const found = await layer.devices(VENDOR_ID, PRODUCT_ID).catch((error: unknown) => {
    if (kept.length > 0) return []
    throw error
  })
  // One device is listed once for every usage it has.
  const devices = new Map(found.flatMap((device) => (device.path === undefined ? [] : [[device.path, device]])))
  const attached = [...kept]
  for (const [path, device] of devices) attached.push(await look(path, device, options))
  return attached.sort((a, b) => (a.path < b.path ? -1 : 1))
}

/** The attached adapter a selector means: the only one, or that with the serial, or with the path for want of one.
 * @throws BusError saying what to check, with all candidates where there are several
 */
export function selectMcp2221(attached: readonly AttachedMcp2221[], serial?: string): AttachedMcp2221 {
  if (attached.length === 0) {
    throw new BusError(
      'adapter',
      'no MCP2221 found: check its USB cable (some only charge), the port, and whether the system lists 04d8:00dd',
    )
  }
  const matching =
    serial === undefined ? attached : attached.filter((one) => one.serial === serial || one.path === serial)
  const [only] = matching
  if (only && matching.length === 1) return openable(only)
  const candidates = (only ? matching : attached).map(describeCandidate).join(', ')
  if (!only) throw new BusError('adapter', `no MCP2221 with serial ${serial ?? ''}; attached: ${candidates}`)
  throw new BusError(
    'adapter',
    `${matching.length} MCP2221 attached: name one by its serial, mcp2221:SERIAL; ${candidates}`,
  )
}

function openable(one: AttachedMcp2221): AttachedMcp2221 {
  if (one.state === 'ready') return one
  const kind = one.state === 'no-permission' ? 'permission' : 'adapter'
  throw new BusError(kind, `MCP2221 at ${one.path} can't be opened: ${one.problem ?? one.state}`)
}

function describeCandidate({ serial, path, state }: AttachedMcp2221): string {
  const condition = state === 'ready' ? '' : `, ${state}`
  return `${serial ?? 'serial unknown'} (${path}${condition})`
}

async function look(path: string, device: Device, options: DiscoveryOptions): Promise<AttachedMcp2221> {
  const { claims, clock } = options
  const product = device.product || DEFAULT_PRODUCT
  const known = { ...unopened(path, product, 'ready'), serial: device.serialNumber || null }
  const owner = await claims.owner(path)
  if (owner) return { ...known, ...busy(owner.pid) }
  const blocked = await hidrawBlock(path, options)
  if (blocked)
    return { ...known, state: blocked.kind === 'permission' ? 'no-permission' : 'failed', problem: blocked.message }
  try {
    await using held = new AsyncDisposableStack()
    held.use(await claims.claim(path))
    const port = held.use(await openHidPort(path, options))
    return { ...known, ...(await identifyMcp2221(port, clock, IDENTIFY_TIMEOUT_MS)) }
  } catch (error) {
    if (!isBusError(error)) throw error
    // Somebody may have claimed it since it was asked.
    const taker = await claims.owner(path)
    if (taker) return { ...known, ...busy(taker.pid) }
    return { ...known, state: error.kind === 'permission' ? 'no-permission' : 'failed', problem: error.message }
  }
}

function unopened(path: string, product: string, state: AttachedState): AttachedMcp2221 {
  return { path, serial: null, product, state, ownerPid: null, problem: null }
}

function busy(ownerPid: number | null): Pick<AttachedMcp2221, 'state' | 'ownerPid' | 'problem'> {
  const who = ownerPid === null ? 'another process' : `process ${ownerPid}`
  return { state: 'busy', ownerPid, problem: `${who} is using it: close that first` }
}
