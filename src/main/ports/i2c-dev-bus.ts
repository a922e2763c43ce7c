import type { TransferReport } from '#shared/i2c/bus.ts'
import type { Message } from './i2c-dev-abi.ts'
import { HID_MCP2221 } from './i2c-dev-capabilities.ts'
import { KernelI2cBus, type KernelRequest } from './i2c-dev-i2c-bus.ts'
import { KeptRefusal } from './i2c-dev-kept-refusal.ts'
import { TRANSFERRED, kernelReport } from './i2c-dev-node.ts'

/** A kernel bus by I2C messages. Repeated START between them is what the kernel asks of every driver. */
export class KernelMessageBus extends KernelI2cBus {
  /** Undefined where the driver cancels what was refused. */
  readonly #keptRefusal = this.node.driver === HID_MCP2221 ? new KeptRefusal() : undefined

  /** What a Run on this bus has to say about its driver, one line each. */
  get remarks(): readonly string[] {
    return this.#keptRefusal?.remarks ?? []
  }

  protected async carry(request: KernelRequest): Promise<TransferReport> {
    const { operation, address } = request
    const messages = messagesOf(request)
    const isQuick = operation === 'write' && request.written.length === 0
    const { errno, data } = await (isQuick ? this.node.quick(address) : this.node.transfer(address, messages))
    if (errno === null) {
      this.#keptRefusal?.answered()
      return kernelReport(TRANSFERRED, operation === 'write' ? undefined : data)
    }
    const fault = await this.node.fault(errno, operation, address)
    const message = fault.outcome.startsWith('nack-') ? this.#keptRefusal?.refused(combined(request)) : undefined
    return kernelReport(message === undefined ? fault : { outcome: 'adapter', nackIndex: null, message })
  }
}

function messagesOf({ operation, written, length }: KernelRequest): Message[] {
  const write = { isRead: false, data: written }
  const read = { isRead: true, data: new Uint8Array(length) }
  return { write: [write], read: [read], write_read: [write, read] }[operation]
}

/** The name of a combined transfer; undefined for another. */
function combined({ operation, address, written, length }: KernelRequest): string | undefined {
  return operation === 'write_read' ? `${address} ${written.toString()} ${length}` : undefined
}
