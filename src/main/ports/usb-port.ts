import { access, constants } from 'node:fs/promises'
import type { UsbPort, UsbRequest } from '#shared/adapters/ports.ts'
import { BusError } from '#shared/i2c/errors.ts'
import { CH341_PERMISSION_MEND } from './ch341-mend.ts'
import { interfaceOwner } from './usb-driver.ts'
import { isTimeout, openFailure, transferFailure } from './usb-failure.ts'
import { nodeUsb, type UsbHandle, type UsbLayer } from './usb-layer.ts'
import { deviceNode, portPath } from './usb-location.ts'

/** What opening a port depends on; all of it is the system's unless given. */
export interface UsbPortOptions {
  readonly layer?: UsbLayer
  readonly platform?: NodeJS.Platform
  readonly sysfsRoot?: string
  /** As of `node:fs/promises`. */
  readonly access?: typeof access
}

/** Which device to open: what sits at a port path, if it is of this kind. */
export interface UsbTarget {
  readonly path: string
  readonly vendorId: number
  readonly productId: number
}

/**
 * Opens the USB device at a port path. Claim the adapter across processes first. A driver of the kernel that
 * has it is taken off until it is plugged in again; a program that has it is not.
 * @throws BusError `closed` where there is no such device, `permission` with the mend, `adapter` where it is in
 * use or the system refuses, `unsupported` where Windows lacks the driver or USB does not work at all
 */
export async function openUsbPort(target: UsbTarget, options: UsbPortOptions = {}): Promise<UsbPort> {
  const { layer = nodeUsb, platform = process.platform, sysfsRoot = '/sys' } = options
  const handle = await find(target, layer, platform)
  const blocked = await nodeBlock(handle, options)
  if (blocked) throw blocked
  const owner = platform === 'linux' ? await interfaceOwner(sysfsRoot, target.path) : null
  if (owner === 'program') {
    throw new BusError('adapter', `the USB device at ${target.path} is in use by another program: close that first`)
  }
  try {
    await handle.open()
    if (owner) await handle.detachKernelDriver(FIRST_INTERFACE)
  } catch (error) {
    await handle.close().catch(() => undefined)
    throw openFailure(error, target.path, platform)
  }
  return new NodeUsbPort(handle, target.path, platform)
}

const FIRST_INTERFACE = 0

async function find(target: UsbTarget, layer: UsbLayer, platform: NodeJS.Platform): Promise<UsbHandle> {
  const devices = await layer.devices().catch((error: unknown) => {
    throw openFailure(error, target.path, platform)
  })
  const found = devices.find(
    (device) =>
      device.vendorId === target.vendorId &&
      device.productId === target.productId &&
      portPath(device, platform) === target.path,
  )
  if (found) return found
  throw new BusError('closed', `there is no USB device at ${target.path} any more: plug the adapter in again`)
}

/** Why a USB node can't be opened on Linux, where that shows before trying. */
export async function nodeBlock(handle: UsbHandle, options: UsbPortOptions): Promise<BusError | undefined> {
  const { platform = process.platform, access: canAccess = access } = options
  if (platform !== 'linux') return undefined
  const node = deviceNode(handle)
  try {
    await canAccess(node, constants.R_OK | constants.W_OK)
    return undefined
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'ENOENT') return new BusError('closed', `there is no ${node} any more: plug the adapter in again`)
    return new BusError('permission', `no permission to open ${node}: ${CH341_PERMISSION_MEND}`, { cause: error })
  }
}

class NodeUsbPort implements UsbPort {
  readonly #handle: UsbHandle
  readonly #path: string
  readonly #platform: NodeJS.Platform
  readonly #claimed: number[] = []
  readonly #underWay = new Set<Promise<unknown>>()
  #isClosed = false

  constructor(handle: UsbHandle, path: string, platform: NodeJS.Platform) {
    this.#handle = handle
    this.#path = path
    this.#platform = platform
  }

  async selectConfiguration(configurationValue: number): Promise<void> {
    this.#checkOpen()
    await this.#setUp(() => this.#handle.selectConfiguration(configurationValue))
  }

  async claimInterface(interfaceNumber: number): Promise<void> {
    this.#checkOpen()
    await this.#setUp(() => this.#handle.claimInterface(interfaceNumber))
    this.#claimed.push(interfaceNumber)
  }

  async controlTransferIn(setup: UsbRequest, lengthBytes: number, timeoutMs: number): Promise<Uint8Array | undefined> {
    const request = { requestType: 'vendor', recipient: 'device', ...setup } as const
    const result = await this.#transfer(() => this.#handle.controlTransferIn(request, lengthBytes, timeoutMs))
    return bytesOf(result?.data, lengthBytes)
  }

  async transferIn(endpointNumber: number, lengthBytes: number, timeoutMs: number): Promise<Uint8Array | undefined> {
    const result = await this.#transfer(() => this.#handle.transferIn(endpointNumber, lengthBytes, timeoutMs))
    return bytesOf(result?.data, lengthBytes)
  }

  async transferOut(endpointNumber: number, data: Uint8Array, timeoutMs: number): Promise<boolean> {
    const result = await this.#transfer(() => this.#handle.transferOut(endpointNumber, data, timeoutMs))
    return result?.bytesWritten === data.length
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#isClosed) return
    this.#isClosed = true
    // A transfer that still runs holds the interface; each ends by its own timeout.
    await Promise.allSettled(this.#underWay)
    // Closing alone does not let go of an interface. A device that is unplugged may refuse either.
    for (const number of this.#claimed) await this.#handle.releaseInterface(number).catch(() => undefined)
    await this.#handle.close().catch(() => undefined)
  }

  async #setUp(act: () => Promise<void>): Promise<void> {
    await act().catch((error: unknown) => {
      throw openFailure(error, this.#path, this.#platform)
    })
  }

  /** Undefined where the transfer was not done in time. */
  async #transfer<T>(start: () => Promise<T>): Promise<T | undefined> {
    this.#checkOpen()
    const transfer = start().catch((error: unknown) => {
      if (isTimeout(error)) return undefined
      throw transferFailure(error)
    })
    this.#underWay.add(transfer)
    try {
      return await transfer
    } finally {
      this.#underWay.delete(transfer)
    }
  }

  #checkOpen(): void {
    if (this.#isClosed) throw new BusError('closed', 'the adapter was closed')
  }
}

/** The package's view may be of a larger buffer, and hold more than was asked for. */
function bytesOf(view: DataView | undefined, lengthBytes: number): Uint8Array | undefined {
  if (!view) return undefined
  return new Uint8Array(view.buffer, view.byteOffset, Math.min(view.byteLength, lengthBytes)).slice()
}
