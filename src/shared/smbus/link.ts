import type { TransferOptions, TransferOutcome } from '#shared/i2c/bus.ts'

/** Who compares the PEC: this program on reads, the target on writes, or the kernel, which shows no bytes. */
export type PecChecker = 'host' | 'target' | 'kernel'

/** What one SMBus transaction came to. */
export interface SmbusReply {
  /** The recorded transaction behind this. */
  readonly seq: number
  readonly outcome: TransferOutcome
  /** As in `TransferReport.nackIndex`. */
  readonly nackIndex: number | 'unknown' | null
  readonly srGapUs: number | null
  /** Null where no PEC was seen. */
  readonly pecCheckedBy: PecChecker | null
  /** On writes the PEC sent; on reads the one computed over what came. Null where the kernel did it. */
  readonly pecExpected: number | null
  /** On reads the PEC byte the target sent, null where none was seen. */
  readonly pecGot: number | null
  /** Why none of the bytes is shown though they came; only where `pecCheckedBy` is `kernel`. */
  readonly withheld?: Withheld
  readonly message?: string
  /** As in `TransferReport.isLate`. */
  readonly isLate?: true
}

/** What was wrong with a reply that the kernel keeps to itself: its PEC, or a byte count that no block has. */
export type Withheld = 'pec' | 'count'

/** What a block read came to. `block` is there when bytes came (`outcome` is `ok`) and could be seen. */
export interface BlockReadReply extends SmbusReply {
  readonly block: Block | null
}

/** The bytes of a block read, judged no further than this. */
export interface Block {
  /** The byte count the target announced. Look at it before anything else. */
  readonly count: number
  /**
   * Exactly the bytes asked for after the count, whatever the count says; the PEC is not among them. A kernel that
   * takes the count at its word reads as many: then these are `count` bytes.
   */
  readonly data: Uint8Array
  /** Whether count and PEC position agree with what was asked for, and the PEC is right. */
  readonly pecOk: boolean
}

/**
 * SMBus protocols ARP is made of, always with PEC. The usual link is built on an `I2cBus`; a controller
 * that speaks SMBus only implements it directly.
 *
 * Rejects only as `I2cBus` does; what happened on the wire is in the reply.
 */
export interface SmbusLink {
  /** Send Byte with PEC: `S addr w A byte A PEC A P`. */
  sendByte(address: number, byte: number, options?: TransferOptions): Promise<SmbusReply>
  /** Block Write with PEC: `S addr w A command A count A data… A PEC A P`. */
  writeBlock(address: number, command: number, data: Uint8Array, options?: TransferOptions): Promise<SmbusReply>
  /**
   * Block Read with PEC of a block whose length is known beforehand:
   * `S addr w A command A Sr addr r A count a data… a PEC n P`. Always reads `lengthBytes` + 2 bytes.
   */
  readBlock(address: number, command: number, lengthBytes: number, options?: TransferOptions): Promise<BlockReadReply>
  /**
   * Receive Byte without PEC, `S addr r A byte n P`: asks whether somebody owns an address. Reads one
   * byte, writes none.
   */
  probe(address: number, options?: TransferOptions): Promise<SmbusReply>
  /** Quick Command, `S addr w A P`: puts nothing but the address on the bus. Absent where the adapter can't. */
  readonly quickCommand?: (address: number, options?: TransferOptions) => Promise<SmbusReply>
  /**
   * A write whose PEC is wrong in every bit: `S addr w A bytes… wrong PEC P`. What a target does with it is what a
   * compliance check asks. Absent where the controller computes the PEC itself.
   */
  readonly writeWrongPec?: (address: number, bytes: readonly number[], options?: TransferOptions) => Promise<SmbusReply>
}
