import type { TransferReport } from '#shared/i2c/bus.ts'
import type { BusOperation } from '#shared/i2c/recorder.ts'
import {
  PROTOCOL,
  REQUEST,
  encodeSmbus,
  encodeTransfer,
  smbusBytes,
  transferBytes,
  type Message,
  type SmbusRequest,
} from './i2c-dev-abi.ts'
import { boundFault, faultOf } from './i2c-dev-fault.ts'
import type { Errno, KernelLayer, KernelNode } from './i2c-dev-layer.ts'
import { boundAddresses, hasKernelBus } from './i2c-dev-sysfs.ts'

/** What an open node is made of. */
export interface KernelNodeParts {
  readonly layer: KernelLayer
  readonly node: KernelNode
  readonly sysfsRoot: string
  /** N of /dev/i2c-N. */
  readonly number: number
  readonly driver: string | null
  /** Bits of `FUNCTION`. */
  readonly functionality: number
}

/** What an ioctl came to: the bytes that were read where it did not fail. */
export interface KernelTransfer {
  readonly errno: Errno
  readonly data: Uint8Array
}

type Fault = Pick<TransferReport, 'outcome' | 'nackIndex' | 'message'>

/**
 * An open /dev/i2c-N. How long a transfer may take, and how often lost arbitration is tried again, are settings of the
 * adapter for all its users, and stay as they are.
 */
export class OpenKernelNode implements AsyncDisposable {
  readonly functionality: number
  readonly driver: string | null
  /** Such as `i2c-5`. */
  readonly bus: string
  readonly #parts: KernelNodeParts
  #bound: ReadonlyMap<number, string> = new Map()
  /** What the kernel was told last for SMBus transfers. */
  #chosen: { readonly address: number | null; readonly pec: boolean } = { address: null, pec: false }
  #isClosed = false

  constructor(parts: KernelNodeParts) {
    this.#parts = parts
    this.functionality = parts.functionality
    this.driver = parts.driver
    this.bus = `i2c-${parts.number}`
  }

  /** True where the adapter says it can do all of `functions`. */
  can(functions: number): boolean {
    // Bits are compared as they are: the highest makes a number negative.
    return (this.functionality & functions) === functions
  }

  /** The addresses that drivers of the kernel have now, and the drivers; none of them is used from here on. */
  async bound(): Promise<ReadonlyMap<number, string>> {
    this.#bound = await boundAddresses(this.#parts.sysfsRoot, this.#parts.number)
    return this.#bound
  }

  /** Why nothing may be sent to an address; undefined where it may. */
  block(address: number): Fault | undefined {
    if (this.#isClosed) return { outcome: 'closed', nackIndex: null, message: 'the adapter was closed' }
    const driver = this.#bound.get(address)
    return driver === undefined ? undefined : boundFault(address, this.bus, driver)
  }

  /** One combined transfer by I2C_RDWR; gives the data of its last message. */
  async transfer(address: number, messages: readonly Message[]): Promise<KernelTransfer> {
    const { layer, node } = this.#parts
    const memory = layer.allocate(transferBytes(messages, layer.pointerBytes))
    const places = encodeTransfer(memory, address, messages, layer.pointerBytes)
    const errno = await node.ioctl(REQUEST.transfer, memory)
    return { errno, data: places.at(-1)?.slice() ?? new Uint8Array() }
  }

  /** One SMBus transfer by I2C_SMBUS; gives the union of its data. */
  async smbus(address: number, request: SmbusRequest, withPec = false): Promise<KernelTransfer> {
    const { layer, node } = this.#parts
    const refused = await this.#choose(address, withPec)
    if (refused !== null) return { errno: refused, data: new Uint8Array() }
    const memory = layer.allocate(smbusBytes(layer.pointerBytes))
    const union = encodeSmbus(memory, request, layer.pointerBytes)
    return { errno: await node.ioctl(REQUEST.smbus, memory), data: union.slice() }
  }

  /** Quick Command, write: nothing but the address goes out. */
  quick(address: number): Promise<KernelTransfer> {
    return this.smbus(address, { isRead: false, command: 0, protocol: PROTOCOL.quick, data: new Uint8Array() })
  }

  /** What a failed transfer is to be reported as. */
  async fault(errno: string, operation: BusOperation, address: number): Promise<Fault> {
    const { sysfsRoot, number, driver } = this.#parts
    const isThere = await hasKernelBus(sysfsRoot, number)
    return faultOf({ errno, operation, address, bus: this.bus, driver, isThere })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#isClosed) return
    this.#isClosed = true
    // An open node holds up the removal of its adapter in the kernel, whatever closing says.
    await this.#parts.node.close().catch(() => undefined)
  }

  async #choose(address: number, pec: boolean): Promise<Errno> {
    const { node } = this.#parts
    if (this.#chosen.address !== address) {
      const errno = await node.ioctl(REQUEST.chooseAddress, address)
      // The kernel refuses an address that one of its drivers has.
      if (errno !== null) return errno === 'EBUSY' ? 'EPERM' : errno
      this.#chosen = { ...this.#chosen, address }
    }
    if (this.#chosen.pec !== pec) {
      const errno = await node.ioctl(REQUEST.pec, pec ? 1 : 0)
      if (errno !== null) return errno
      this.#chosen = { ...this.#chosen, pec }
    }
    return null
  }
}

/** The report of a transfer: all that no kernel bus knows is null. */
export function kernelReport(fault: Fault, data?: Uint8Array): TransferReport {
  return { ...fault, usbTransfers: 0, srGapUs: null, wireTimeUs: null, ...(data ? { data } : {}) }
}

/** That of one that went well. */
export const TRANSFERRED: Fault = { outcome: 'ok', nackIndex: null }
