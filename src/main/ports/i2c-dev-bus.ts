import type { BusCapabilities, I2cBus, TransferOptions, TransferReport } from '#shared/i2c/bus.ts'
import type { BusOperation } from '#shared/i2c/recorder.ts'
import { checkTransfer } from '#shared/i2c/check-transfer.ts'
import { HID_MCP2221, kernelCapabilities } from './i2c-dev-capabilities.ts'
import { KeptRefusal } from './i2c-dev-kept-refusal.ts'
import { TRANSFERRED, kernelReport, type KernelTransfer, type OpenKernelNode } from './i2c-dev-node.ts'

/** A kernel bus by I2C messages. Repeated START between them is what the kernel asks of every driver. */
export class KernelMessageBus implements I2cBus {
  readonly capabilities: BusCapabilities
  readonly clockHz: number
  readonly #node: OpenKernelNode
  /** Undefined where the driver cancels what was refused. */
  readonly #keptRefusal: KeptRefusal | undefined

  constructor(node: OpenKernelNode, clockHz: number) {
    this.#node = node
    this.clockHz = clockHz
    this.capabilities = kernelCapabilities(node.functionality, node.driver, clockHz)
    if (node.driver === HID_MCP2221) this.#keptRefusal = new KeptRefusal()
  }

  /** What a Run on this bus has to say about its driver, one line each. */
  get remarks(): readonly string[] {
    return this.#keptRefusal?.remarks ?? []
  }

  /** See {@link I2cBus.write}. */
  async write(address: number, data: Uint8Array, options?: TransferOptions): Promise<TransferReport> {
    checkTransfer({ address, written: data.length }, this.capabilities, options)
    const node = this.#node
    return this.#report('write', address, () =>
      data.length === 0 ? node.quick(address) : node.transfer(address, [{ isRead: false, data }]),
    )
  }

  /** See {@link I2cBus.read}. */
  async read(address: number, length: number, options?: TransferOptions): Promise<TransferReport> {
    checkTransfer({ address, read: length }, this.capabilities, options)
    const messages = [{ isRead: true, data: new Uint8Array(length) }]
    return this.#report('read', address, () => this.#node.transfer(address, messages))
  }

  /** See {@link I2cBus.writeRead}. */
  async writeRead(
    address: number,
    data: Uint8Array,
    length: number,
    options?: TransferOptions,
  ): Promise<TransferReport> {
    checkTransfer({ address, written: data.length, read: length }, this.capabilities, options)
    const messages = [
      { isRead: false, data },
      { isRead: true, data: new Uint8Array(length) },
    ]
    const transfer = `${address} ${data.toString()} ${length}`
    return this.#report('write_read', address, () => this.#node.transfer(address, messages), transfer)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#node[Symbol.asyncDispose]()
  }

  /** `combined` names a combined transfer. */
  async #report(
    operation: BusOperation,
    address: number,
    perform: () => Promise<KernelTransfer>,
    combined?: string,
  ): Promise<TransferReport> {
    const blocked = this.#node.block(address)
    if (blocked) return kernelReport(blocked)
    const { errno, data } = await perform()
    if (errno === null) {
      this.#keptRefusal?.answered()
      return kernelReport(TRANSFERRED, operation === 'write' ? undefined : data)
    }
    const fault = await this.#node.fault(errno, operation, address)
    const message = fault.outcome.startsWith('nack-') ? this.#keptRefusal?.refused(combined) : undefined
    return kernelReport(message === undefined ? fault : { outcome: 'adapter', nackIndex: null, message })
  }
}
