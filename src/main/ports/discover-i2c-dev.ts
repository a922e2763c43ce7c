import { access, constants } from 'node:fs/promises'
import { join } from 'node:path'
import { BusError } from '#shared/i2c/errors.ts'
import { REQUEST, decodeFunctionality } from './i2c-dev-abi.ts'
import { noArpReason } from './i2c-dev-capabilities.ts'
import { loadKernelLayer, type KernelLayer } from './i2c-dev-layer.ts'
import { I2C_DEV_MODULE_MEND, I2C_DEV_PERMISSION_MEND } from './i2c-dev-mend.ts'
import { OpenKernelNode } from './i2c-dev-node.ts'
import { boundAddresses, kernelBuses, type KernelBus } from './i2c-dev-sysfs.ts'
import type { AttachedState, Claims } from './discover-mcp2221.ts'

/** A bus of the kernel, whether it can be opened or not. */
export interface AttachedI2cDev extends KernelBus {
  /** The device node; also what to claim. */
  readonly path: string
  /** Addresses that drivers of the kernel have, and the drivers. */
  readonly bound: ReadonlyMap<number, string>
  /** What it says it can do, in bits of `FUNCTION`; null where it could not be asked. */
  readonly functionality: number | null
  readonly state: Exclude<AttachedState, 'kernel-driver'>
  /** The process that has it, where it is `busy` and says so. */
  readonly ownerPid: number | null
  /** One line for people: why it can't be opened, or what it can't do, and what to do; null when there is nothing. */
  readonly problem: string | null
}

/** What discovery looks at; what is left out is the system's. */
export interface I2cDevOptions {
  readonly layer?: () => Promise<KernelLayer>
  readonly platform?: NodeJS.Platform
  readonly sysfsRoot?: string
  readonly devRoot?: string
  /** As of `node:fs/promises`. */
  readonly access?: typeof access
}

/** The buses of the kernel, in the order of their numbers; none where it is not Linux. Sends nothing on any of them. */
export async function discoverI2cDev(options: I2cDevOptions & { readonly claims: Claims }): Promise<AttachedI2cDev[]> {
  const { platform = process.platform, sysfsRoot = '/sys' } = options
  if (platform !== 'linux') return []
  const buses = await kernelBuses(sysfsRoot)
  return Promise.all(buses.map((bus) => look(bus, options)))
}

/**
 * The bus a selector means.
 * @throws BusError saying what to do, with the buses there are where it is none of them
 */
export function selectI2cDev(attached: readonly AttachedI2cDev[], number: number): AttachedI2cDev {
  const one = attached.find((bus) => bus.number === number)
  if (!one) {
    const others = attached.map(({ number: n, name }) => `i2c-dev:${n} (${name})`).join(', ')
    const there = others === '' ? 'it has none, or this is no Linux' : `it has ${others}`
    throw new BusError('adapter', `the kernel has no bus i2c-${number}: ${there}`)
  }
  if (one.state === 'ready') return one
  const kind = one.state === 'no-permission' ? 'permission' : 'adapter'
  throw new BusError(kind, `${one.path} can't be opened: ${one.problem ?? one.state}`)
}

/**
 * Opens the node of a bus and asks what it can do. Claim it first.
 * @throws BusError `permission`, `closed` or `adapter` with the mend, `unsupported` where the FFI library is missing
 */
export async function openI2cDev(bus: KernelBus, options: I2cDevOptions = {}): Promise<OpenKernelNode> {
  const { layer: load = loadKernelLayer, sysfsRoot = '/sys', devRoot = '/dev' } = options
  const { number, driver } = bus
  const path = nodePath(devRoot, number)
  const layer = await load()
  const node = await layer.open(path).catch((error: unknown) => {
    throw openFailure(path, error)
  })
  const memory = layer.allocate(layer.pointerBytes)
  const errno = await node.ioctl(REQUEST.functionality, memory)
  if (errno !== null) {
    await node.close()
    throw new BusError('adapter', `${path} does not say what it can do (${errno}): is it a bus of the kernel?`)
  }
  const functionality = decodeFunctionality(memory.bytes)
  return new OpenKernelNode({ layer, node, sysfsRoot, number, driver, functionality })
}

async function look(bus: KernelBus, options: I2cDevOptions & { readonly claims: Claims }): Promise<AttachedI2cDev> {
  const { claims, sysfsRoot = '/sys', devRoot = '/dev', access: canAccess = access } = options
  const path = nodePath(devRoot, bus.number)
  const bound = await boundAddresses(sysfsRoot, bus.number)
  const known = { ...bus, path, bound, functionality: null, ownerPid: null }
  const owner = await claims.owner(path)
  if (owner) {
    const who = owner.pid === null ? 'another process' : `process ${owner.pid}`
    return { ...known, state: 'busy', ownerPid: owner.pid, problem: `${who} is using it: close that first` }
  }
  try {
    await canAccess(path, constants.R_OK | constants.W_OK).catch((error: unknown) => {
      throw openFailure(path, error)
    })
    await using node = await openI2cDev(bus, options)
    const { functionality } = node
    return { ...known, functionality, state: 'ready', problem: noArpReason(functionality) ?? null }
  } catch (error) {
    if (!(error instanceof BusError)) throw error
    return { ...known, state: error.kind === 'permission' ? 'no-permission' : 'failed', problem: error.message }
  }
}

function nodePath(devRoot: string, number: number): string {
  return join(devRoot, `i2c-${number}`)
}

function openFailure(path: string, error: unknown): BusError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
  const context = { cause: error }
  if (code === 'EACCES' || code === 'EPERM') {
    return new BusError('permission', `no permission to open ${path}: ${I2C_DEV_PERMISSION_MEND}`, context)
  }
  if (code === 'ENOENT') {
    return new BusError('adapter', `the kernel has the bus, but no ${path}: ${I2C_DEV_MODULE_MEND}`, context)
  }
  return new BusError('adapter', `can't open ${path} (${code})`, context)
}
