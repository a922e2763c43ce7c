import type { TransferOptions } from '#shared/i2c/bus.ts'
import type { RecordedBus, RecordedReport } from '#shared/i2c/recorder.ts'
import type { Block, BlockReadReply, SmbusLink, SmbusReply } from './link.ts'
import { pec } from './pec.ts'

/** SMBus with PEC on an I2C bus, the PEC computed and compared here. */
export class BusLink implements SmbusLink {
  readonly #bus: RecordedBus
  /** See {@link SmbusLink.quickCommand}. */
  readonly quickCommand?: (address: number, options?: TransferOptions) => Promise<SmbusReply>

  constructor(bus: RecordedBus) {
    this.#bus = bus
    if (bus.bus.capabilities.quickWrite) {
      this.quickCommand = async (address, options) => withoutPec(await bus.write(address, new Uint8Array(), options))
    }
  }

  /** See {@link SmbusLink.sendByte}. */
  sendByte(address: number, byte: number, options?: TransferOptions): Promise<SmbusReply> {
    return this.#write(address, [byte], options)
  }

  /** See {@link SmbusLink.writeBlock}. */
  writeBlock(address: number, command: number, data: Uint8Array, options?: TransferOptions): Promise<SmbusReply> {
    return this.#write(address, [command, data.length, ...data], options)
  }

  /** See {@link SmbusLink.readBlock}. */
  async readBlock(
    address: number,
    command: number,
    lengthBytes: number,
    options?: TransferOptions,
  ): Promise<BlockReadReply> {
    const report = await this.#bus.writeRead(address, Uint8Array.of(command), lengthBytes + 2, options)
    if (report.outcome !== 'ok' || !report.data) return { ...withoutPec(report), block: null }
    const count = report.data[0] ?? 0
    const data = report.data.slice(1, lengthBytes + 1)
    // With another count the PEC is somewhere else, and what stands in its place is none.
    if (count !== lengthBytes) return { ...withoutPec(report), block: { count, data, pecOk: false } }
    const header = [address << 1, command, (address << 1) | 1]
    const pecExpected = pec([...header, ...report.data.subarray(0, lengthBytes + 1)])
    const pecGot = report.data[lengthBytes + 1] ?? null
    const block: Block = { count, data, pecOk: pecGot === pecExpected }
    return { ...withoutPec(report), pecCheckedBy: 'host', pecExpected, pecGot, block }
  }

  /** See {@link SmbusLink.writeWrongPec}. */
  writeWrongPec(address: number, bytes: readonly number[], options?: TransferOptions): Promise<SmbusReply> {
    return this.#write(address, bytes, options, 0xff)
  }

  /** See {@link SmbusLink.probe}. */
  async probe(address: number, options?: TransferOptions): Promise<SmbusReply> {
    return withoutPec(await this.#bus.read(address, 1, options))
  }

  async #write(
    address: number,
    bytes: readonly number[],
    options?: TransferOptions,
    flippedPecBits = 0,
  ): Promise<SmbusReply> {
    const pecSent = pec([address << 1, ...bytes]) ^ flippedPecBits
    const report = await this.#bus.write(address, Uint8Array.of(...bytes, pecSent), options)
    return { ...withoutPec(report), pecCheckedBy: 'target', pecExpected: pecSent }
  }
}

function withoutPec(report: RecordedReport): SmbusReply {
  return {
    seq: report.seq,
    outcome: report.outcome,
    nackIndex: report.nackIndex,
    srGapUs: report.srGapUs,
    pecCheckedBy: null,
    pecExpected: null,
    pecGot: null,
    ...(report.message === undefined ? {} : { message: report.message }),
    ...(report.isLate ? { isLate: true } : {}),
  }
}
