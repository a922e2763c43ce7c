import { access, constants } from 'node:fs/promises'
import type { HidPort } from '#shared/adapters/ports.ts'
import { BusError } from '#shared/i2c/errors.ts'
import { nodeHid, type HidDevice, type HidLayer } from './hid-layer.ts'
import { PERMISSION_MEND } from './udev-rule.ts'

const REPORT_BYTES = 64
/** hidapi's write takes a report id first; the MCP2221 has none, which is 0. */
const NO_REPORT_ID = 0
const UNPLUGGED = /no such device|endpoint shutdown|disconnect|not connected|input\/output error|unplugged/i
const DENIED = /permission|denied|not permitted/i
const IN_USE = /exclusive|in use|busy/i

/** What opening a port depends on; all of it is the system's unless given. */
export interface HidPortOptions {
  readonly layer?: HidLayer
  readonly platform?: NodeJS.Platform
  /** As of `node:fs/promises`. */
  readonly access?: typeof access
}

/**
 * Opens a HID device by its path. Claim the adapter first: every program that has it open gets every reply.
 * @throws BusError `closed` where there is no such device, `permission` with the mend, `adapter` where it is in
 * use or the system refuses, `unsupported` where HID does not work at all
 */
export async function openHidPort(path: string, options: HidPortOptions = {}): Promise<HidPort> {
  const { layer = nodeHid, platform = process.platform } = options
  const blocked = await hidrawBlock(path, options)
  if (blocked) throw blocked
  try {
    return new NodeHidPort(await layer.open(path))
  } catch (error) {
    throw error instanceof BusError ? error : openFailure(path, error, platform)
  }
}

/** Why a hidraw node can't be opened, where that shows before trying; the messages of hidapi do not tell. */
export async function hidrawBlock(path: string, options: HidPortOptions): Promise<BusError | undefined> {
  const { platform = process.platform, access: canAccess = access } = options
  if (platform !== 'linux' || !path.startsWith('/')) return undefined
  try {
    await canAccess(path, constants.R_OK | constants.W_OK)
    return undefined
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'ENOENT') return new BusError('closed', `there is no ${path} any more: plug the adapter in again`)
    return new BusError('permission', `no permission to open ${path}: ${PERMISSION_MEND}`, { cause: error })
  }
}

/** Strict write-then-read: all calls of a device go through one queue, so a read under way would hold up a write. */
class NodeHidPort implements HidPort {
  readonly #device: HidDevice
  #isClosed = false

  constructor(device: HidDevice) {
    this.#device = device
  }

  async write(report: Uint8Array): Promise<void> {
    this.#checkOpen()
    const bytes = Buffer.alloc(1 + REPORT_BYTES, NO_REPORT_ID)
    bytes.set(report.subarray(0, REPORT_BYTES), 1)
    await this.#device.write(bytes).catch((error: unknown) => {
      throw transferFailure(error)
    })
  }

  async read(timeoutMs: number): Promise<Uint8Array | undefined> {
    this.#checkOpen()
    const bytes = await this.#device.read(timeoutMs).catch((error: unknown) => {
      throw transferFailure(error)
    })
    // A read that timed out gives an empty buffer, whatever the types say.
    return bytes && bytes.length > 0 ? Uint8Array.from(bytes) : undefined
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#isClosed) return
    this.#isClosed = true
    // A device that is unplugged may refuse even that, and is closed all the same.
    await this.#device.close().catch(() => undefined)
  }

  #checkOpen(): void {
    if (this.#isClosed) throw new BusError('closed', 'the adapter was closed')
  }
}

function transferFailure(error: unknown): BusError {
  const reason = reasonOf(error)
  if (UNPLUGGED.test(reason)) return new BusError('closed', `the adapter was unplugged (${reason})`, { cause: error })
  return new BusError('adapter', `the system refused a report of the adapter (${reason})`, { cause: error })
}

function openFailure(path: string, error: unknown, platform: NodeJS.Platform): BusError {
  const reason = reasonOf(error)
  const context = { cause: error }
  if (DENIED.test(reason)) {
    const mend =
      platform === 'linux' ? PERMISSION_MEND : 'another program may have it open, or the system asks for consent'
    return new BusError('permission', `no permission to open ${path}: ${mend}`, context)
  }
  if (IN_USE.test(reason))
    return new BusError('adapter', `${path} is in use by another program: close that first`, context)
  return new BusError('adapter', `can't open ${path} (${reason}): plug the adapter in again`, context)
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
