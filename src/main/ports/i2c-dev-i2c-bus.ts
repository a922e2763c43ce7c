import type { BusCapabilities, I2cBus, TransferOptions, TransferReport } from '#shared/i2c/bus.ts'
import { checkTransfer } from '#shared/i2c/check-transfer.ts'
import type { BusOperation } from '#shared/i2c/recorder.ts'
import { kernelCapabilities } from './i2c-dev-capabilities.ts'
import { kernelReport, type OpenKernelNode } from './i2c-dev-node.ts'

/** One transfer, its arguments in range; of a plain read nothing is written, of a plain write nothing is read. */
export interface KernelRequest {
  readonly operation: BusOperation
  readonly address: number
  readonly written: Uint8Array
  readonly length: number
}

const NOTHING = new Uint8Array()

/** What all I2C buses of the kernel have in common; how one carries a transfer is its own. */
export abstract class KernelI2cBus implements I2cBus {
  readonly capabilities: BusCapabilities
  readonly clockHz: number
  protected readonly node: OpenKernelNode

  constructor(node: OpenKernelNode, clockHz: number) {
    this.node = node
    this.clockHz = clockHz
    this.capabilities = kernelCapabilities(node.functionality, node.driver, clockHz)
  }

  /** See {@link I2cBus.write}. */
  async write(address: number, written: Uint8Array, options?: TransferOptions): Promise<TransferReport> {
    checkTransfer({ address, written: written.length }, this.capabilities, options)
    return this.#run({ operation: 'write', address, written, length: 0 })
  }

  /** See {@link I2cBus.read}. */
  async read(address: number, length: number, options?: TransferOptions): Promise<TransferReport> {
    checkTransfer({ address, read: length }, this.capabilities, options)
    return this.#run({ operation: 'read', address, written: NOTHING, length })
  }

  /** See {@link I2cBus.writeRead}. */
  async writeRead(
    address: number,
    written: Uint8Array,
    length: number,
    options?: TransferOptions,
  ): Promise<TransferReport> {
    checkTransfer({ address, written: written.length, read: length }, this.capabilities, options)
    return this.#run({ operation: 'write_read', address, written, length })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.node[Symbol.asyncDispose]()
  }

  /** Carries a transfer to an address that may be used. */
  protected abstract carry(request: KernelRequest): Promise<TransferReport>

  async #run(request: KernelRequest): Promise<TransferReport> {
    const blocked = this.node.block(request.address)
    return blocked ? kernelReport(blocked) : this.carry(request)
  }
}
