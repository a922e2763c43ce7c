import type { TransferOptions } from '#shared/i2c/bus.ts'
import type { BusOperation, RecordedReport, Recorder } from '#shared/i2c/recorder.ts'
import type { BlockReadReply, SmbusLink, SmbusReply, Withheld } from '#shared/smbus/link.ts'
import { PROTOCOL, SMBUS_BLOCK_MAX, type SmbusRequest } from './i2c-dev-abi.ts'
import { TRANSFERRED, kernelReport, type KernelTransfer, type OpenKernelNode } from './i2c-dev-node.ts'

/** One transfer: what is asked of the kernel, and what of it the record shows. */
interface Transfer {
  readonly operation: BusOperation
  readonly address: number
  readonly request: SmbusRequest
  readonly written: readonly number[]
  readonly withPec: boolean
  /** The bytes that came, out of the union. */
  readonly read?: (union: Uint8Array) => Uint8Array
}

const NOTHING = new Uint8Array()

/** The transfer went over the wire, and the kernel keeps what it brought to itself. */
const WITHHELD: Readonly<Record<string, Withheld>> = { EBADMSG: 'pec', EPROTO: 'count' }

/**
 * SMBus by the protocols of a controller that speaks nothing else. The PEC is the kernel's: it is on the wire, but
 * neither it nor what a wrong one came with is shown. Recorded transactions show the bytes without it.
 */
export class KernelPecLink implements SmbusLink {
  readonly #node: OpenKernelNode
  readonly #recorder: Recorder
  /** See {@link SmbusLink.quickCommand}. */
  readonly quickCommand?: (address: number, options?: TransferOptions) => Promise<SmbusReply>

  constructor(node: OpenKernelNode, recorder: Recorder, canQuickWrite: boolean) {
    this.#node = node
    this.#recorder = recorder
    if (canQuickWrite) this.quickCommand = (address, options) => this.#quick(address, options)
  }

  /** See {@link SmbusLink.sendByte}. */
  async sendByte(address: number, byte: number, options?: TransferOptions): Promise<SmbusReply> {
    const request = { isRead: false, command: byte, protocol: PROTOCOL.byte, data: NOTHING }
    const transfer = { operation: 'write', address, request, written: [byte], withPec: true } as const
    return replyOf(await this.#run(transfer, options), true)
  }

  /** See {@link SmbusLink.writeBlock}. */
  async writeBlock(address: number, command: number, data: Uint8Array, options?: TransferOptions): Promise<SmbusReply> {
    if (data.length < 1 || data.length > SMBUS_BLOCK_MAX) {
      throw new RangeError(`data must be 1 to ${SMBUS_BLOCK_MAX} bytes, not ${data.length}`)
    }
    const block = Uint8Array.of(data.length, ...data)
    const request = { isRead: false, command, protocol: PROTOCOL.block, data: block }
    const transfer = { operation: 'write', address, request, written: [command, ...block], withPec: true } as const
    return replyOf(await this.#run(transfer, options), true)
  }

  /** See {@link SmbusLink.readBlock}. The kernel reads as many bytes as the target announces. */
  async readBlock(
    address: number,
    command: number,
    lengthBytes: number,
    options?: TransferOptions,
  ): Promise<BlockReadReply> {
    const request = { isRead: true, command, protocol: PROTOCOL.block, data: NOTHING }
    const report = await this.#run(
      { operation: 'write_read', address, request, written: [command], withPec: true, read: announced },
      options,
    )
    const reply = replyOf(report, report.outcome === 'ok')
    if (report.withheld !== undefined) return { ...reply, block: null, withheld: report.withheld }
    const [count, ...data] = report.data ?? []
    if (count === undefined) return { ...reply, block: null }
    // Were there more, they would be of no use: the count is looked at first.
    const block = { count, data: Uint8Array.from(data.slice(0, lengthBytes)), pecOk: count === lengthBytes }
    return { ...reply, block }
  }

  /** See {@link SmbusLink.probe}. */
  async probe(address: number, options?: TransferOptions): Promise<SmbusReply> {
    const request = { isRead: true, command: 0, protocol: PROTOCOL.byte, data: NOTHING }
    const read = (union: Uint8Array): Uint8Array => union.slice(0, 1)
    return replyOf(
      await this.#run({ operation: 'read', address, request, written: [], withPec: false, read }, options),
      false,
    )
  }

  async #quick(address: number, options?: TransferOptions): Promise<SmbusReply> {
    const request = { isRead: false, command: 0, protocol: PROTOCOL.quick, data: NOTHING }
    const transfer = { operation: 'write', address, request, written: [], withPec: false } as const
    return replyOf(await this.#run(transfer, options), false)
  }

  async #run(transfer: Transfer, { signal }: TransferOptions = {}): Promise<RecordedReport & { withheld?: Withheld }> {
    signal?.throwIfAborted()
    const { operation, address, request, withPec } = transfer
    const written = Uint8Array.from(transfer.written)
    let withheld: Withheld | undefined
    const report = await this.#recorder.record({ operation, address, written }, async () => {
      const blocked = this.#node.block(address)
      if (blocked) return kernelReport(blocked)
      const done = await this.#node.smbus(address, request, withPec)
      withheld = withheldFrom(transfer, done)
      return this.#report(transfer, done)
    })
    return withheld === undefined ? report : { ...report, withheld }
  }

  async #report(transfer: Transfer, done: KernelTransfer) {
    const { operation, address, read } = transfer
    const { errno, data } = done
    if (withheldFrom(transfer, done)) return kernelReport(TRANSFERRED)
    if (errno !== null) return kernelReport(await this.#node.fault(errno, operation, address))
    return kernelReport(TRANSFERRED, read?.(data))
  }
}

function withheldFrom({ operation, withPec }: Transfer, { errno }: KernelTransfer) {
  return operation === 'write_read' && withPec ? WITHHELD[errno ?? ''] : undefined
}

/** Count and bytes of a block, and nothing beyond what the count says. */
function announced(union: Uint8Array): Uint8Array {
  const [count = 0] = union
  return union.slice(0, 1 + Math.min(count, SMBUS_BLOCK_MAX))
}

function replyOf(report: RecordedReport, isPecChecked: boolean): SmbusReply {
  const { seq, outcome, nackIndex, srGapUs, message } = report
  const checked = isPecChecked ? 'kernel' : null
  const rest = { pecExpected: null, pecGot: null, ...(message === undefined ? {} : { message }) }
  return { seq, outcome, nackIndex, srGapUs, pecCheckedBy: checked, ...rest }
}
