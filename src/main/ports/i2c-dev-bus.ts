import type { BusCapabilities, I2cBus, TransferOptions, TransferReport } from '#shared/i2c/bus.ts'
import type { BusOperation } from '#shared/i2c/recorder.ts'
import { checkTransfer } from '#shared/i2c/check-transfer.ts'
import { HID_MCP2221, kernelCapabilities } from './i2c-dev-capabilities.ts'
import { TRANSFERRED, kernelReport, type KernelTransfer, type OpenKernelNode } from './i2c-dev-node.ts'

const STUCK_MCP2221 =
  "nothing has acknowledged since this bus was opened, which the kernel's driver hid-mcp2221 can't tell from a chip that " +
  'is stuck: it does not cancel a combined transfer that was refused. Plug the adapter in again; or blacklist ' +
  'hid_mcp2221 and use --adapter mcp2221, which has no such trouble'

/** A kernel bus by I2C messages. Repeated START between them is what the kernel asks of every driver. */
export class KernelMessageBus implements I2cBus {
  readonly capabilities: BusCapabilities
  readonly clockHz: number
  readonly #node: OpenKernelNode
  #hasAnswered = false
  #refusals = 0

  constructor(node: OpenKernelNode, clockHz: number) {
    this.#node = node
    this.clockHz = clockHz
    this.capabilities = kernelCapabilities(node.functionality, node.driver, clockHz)
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
    const report = await this.#report('write_read', address, () => this.#node.transfer(address, messages))
    return this.#isStuck(report)
      ? kernelReport({ outcome: 'adapter', nackIndex: null, message: STUCK_MCP2221 })
      : report
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#node[Symbol.asyncDispose]()
  }

  async #report(
    operation: BusOperation,
    address: number,
    perform: () => Promise<KernelTransfer>,
  ): Promise<TransferReport> {
    const blocked = this.#node.block(address)
    if (blocked) return kernelReport(blocked)
    const { errno, data } = await perform()
    if (errno !== null) return kernelReport(await this.#node.fault(errno, operation, address))
    this.#hasAnswered = true
    return kernelReport(TRANSFERRED, operation === 'write' ? undefined : data)
  }

  /** A first refusal may be one; another says nothing any more. */
  #isStuck({ outcome }: TransferReport): boolean {
    if (this.#node.driver !== HID_MCP2221 || this.#hasAnswered || !outcome.startsWith('nack-')) return false
    return ++this.#refusals > 1
  }
}
