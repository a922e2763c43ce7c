import type { BusCapabilities, I2cBus, TransferOptions, TransferReport } from '#shared/i2c/bus.ts'
import type { BusOperation } from '#shared/i2c/recorder.ts'
import { FUNCTION, PROTOCOL, type SmbusRequest } from './i2c-dev-abi.ts'
import { checkTransfer } from '#shared/i2c/check-transfer.ts'
import { kernelCapabilities, noArpReason } from './i2c-dev-capabilities.ts'
import { TRANSFERRED, kernelReport, type OpenKernelNode } from './i2c-dev-node.ts'

/** A transfer as an SMBus protocol that puts the same bytes on the wire. */
interface Spelling extends SmbusRequest {
  readonly needs: number
  /** Where in the union the bytes that are read begin. */
  readonly readAt: number
}

/**
 * A kernel bus by those SMBus protocols that put exactly the bytes of a transfer on the wire: Send and Receive Byte,
 * Write Byte, and the I2C block transfers. A controller without PEC of its own gets it as a data byte that way.
 */
export class KernelProtocolBus implements I2cBus {
  readonly capabilities: BusCapabilities
  readonly clockHz: number
  readonly #node: OpenKernelNode

  constructor(node: OpenKernelNode, clockHz: number) {
    this.#node = node
    this.clockHz = clockHz
    this.capabilities = kernelCapabilities(node.functionality, node.driver, clockHz)
  }

  /** See {@link I2cBus.write}. */
  async write(address: number, data: Uint8Array, options?: TransferOptions): Promise<TransferReport> {
    checkTransfer({ address, written: data.length }, this.capabilities, options)
    return this.#run('write', address, spellWrite(data), 0)
  }

  /** See {@link I2cBus.read}. */
  async read(address: number, length: number, options?: TransferOptions): Promise<TransferReport> {
    checkTransfer({ address, read: length }, this.capabilities, options)
    return this.#run('read', address, length === 1 ? RECEIVE_BYTE : undefined, length)
  }

  /** See {@link I2cBus.writeRead}. */
  async writeRead(
    address: number,
    data: Uint8Array,
    length: number,
    options?: TransferOptions,
  ): Promise<TransferReport> {
    checkTransfer({ address, written: data.length, read: length }, this.capabilities, options)
    return this.#run('write_read', address, spellWriteRead(data, length), length)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#node[Symbol.asyncDispose]()
  }

  async #run(
    operation: BusOperation,
    address: number,
    spelling: Spelling | undefined,
    length: number,
  ): Promise<TransferReport> {
    const node = this.#node
    const blocked = node.block(address)
    if (blocked) return kernelReport(blocked)
    if (!spelling || !node.can(spelling.needs)) {
      const why = noArpReason(node.functionality) ?? 'its controller has no SMBus protocol of these bytes'
      const message = `${node.bus} can't do this, so nothing was sent: ${why}`
      return kernelReport({ outcome: 'adapter', nackIndex: null, message })
    }
    const { errno, data } = await node.smbus(address, spelling)
    if (errno !== null) return kernelReport(await node.fault(errno, operation, address))
    const { readAt } = spelling
    return kernelReport(TRANSFERRED, spelling.isRead ? data.slice(readAt, readAt + length) : undefined)
  }
}

const NOTHING = new Uint8Array()
const RECEIVE_BYTE: Spelling = {
  isRead: true,
  command: 0,
  protocol: PROTOCOL.byte,
  data: NOTHING,
  needs: FUNCTION.receiveByte,
  readAt: 0,
}

function spellWrite([command, ...rest]: Uint8Array): Spelling {
  const common = { isRead: false, command: command ?? 0, readAt: 0 }
  if (command === undefined) return { ...common, protocol: PROTOCOL.quick, data: NOTHING, needs: FUNCTION.quick }
  if (rest.length === 0) return { ...common, protocol: PROTOCOL.byte, data: NOTHING, needs: FUNCTION.sendByte }
  if (rest.length === 1) {
    return { ...common, protocol: PROTOCOL.byteData, data: Uint8Array.from(rest), needs: FUNCTION.writeByteData }
  }
  const data = Uint8Array.of(rest.length, ...rest)
  return { ...common, protocol: PROTOCOL.i2cBlock, data, needs: FUNCTION.writeI2cBlock }
}

/** Of an I2C block the union begins with its length, on reads too. */
function spellWriteRead(written: Uint8Array, length: number): Spelling | undefined {
  const [command] = written
  if (command === undefined || written.length > 1) return undefined
  const data = Uint8Array.of(length)
  return { isRead: true, command, protocol: PROTOCOL.i2cBlock, data, needs: FUNCTION.readI2cBlock, readAt: 1 }
}
