import type { TransferReport } from '#shared/i2c/bus.ts'
import { FUNCTION, PROTOCOL, type SmbusRequest } from './i2c-dev-abi.ts'
import { noArpReason } from './i2c-dev-capabilities.ts'
import { KernelI2cBus, type KernelRequest } from './i2c-dev-i2c-bus.ts'
import { TRANSFERRED, kernelReport } from './i2c-dev-node.ts'

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
export class KernelProtocolBus extends KernelI2cBus {
  protected async carry(request: KernelRequest): Promise<TransferReport> {
    const { node } = this
    const { operation, address, length } = request
    const spelling = spell(request)
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

function spell({ operation, written, length }: KernelRequest): Spelling | undefined {
  if (operation === 'write') return spellWrite(written)
  if (operation === 'write_read') return spellWriteRead(written, length)
  return length === 1 ? RECEIVE_BYTE : undefined
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
