import { MAX_READ_BYTES, PACKET, PACKET_BYTES, STREAM } from './codec.ts'

/** Whose ACKs are looked at: those that decide (address, first and last byte), or every one. */
export type AckChoice = 'chosen' | 'every-byte'

/** How packets may be put together. */
export interface PacketShape {
  readonly acks: AckChoice
  /** Status bytes one packet may ask for: any number, or one, where the chip gives no more. */
  readonly statuses: 'many' | 'one'
}

/** One transaction: `S address w, written…, Sr address r, length bytes, P`, without the part that is empty. */
export interface Transaction {
  /** 7-bit. */
  readonly address: number
  /** Null for a plain read. */
  readonly written: Uint8Array | null
  /** Bytes to read; 0 for a plain write. */
  readonly length: number
}

/** What one stretch of a packet's answer holds: the ACK of byte `index` on the wire, or data read. */
export type Answer =
  { readonly kind: 'status'; readonly index: number } | { readonly kind: 'data'; readonly count: number }

/** One bulk OUT packet, and what the bulk IN packet that answers it must hold. */
export interface StreamPacket {
  readonly bytes: Uint8Array
  readonly answers: readonly Answer[]
  readonly replyBytes: number
  /** Bits it puts on the wire: nine a byte, one a START or STOP. */
  readonly wireBits: number
  /** Begins with the repeated START of its transaction, so SCL is low until it comes. */
  readonly restarts: boolean
}

const BITS_PER_BYTE = 9
/** One byte stays for the end mark, as the vendor's library leaves it. */
const ROOM_BYTES = PACKET_BYTES - 1

/**
 * The packets of a transaction, as few as carry it. START, repeated START and STOP carry over from packet to
 * packet. Every packet asks for at least one byte in answer: the OUT transfer is done before the bus is, and
 * only the answer says when the chip can take the next. Where a packet may hold several statuses, the last
 * written byte and the repeated START stay together, and SCL never waits for the host between them.
 */
export function encodeTransaction({ address, written, length }: Transaction, shape: PacketShape): StreamPacket[] {
  const writer = new StreamWriter(shape.statuses === 'one' ? 1 : PACKET_BYTES)
  let index = 0
  if (written) {
    const afterLast = length > 0 ? CONTINUE_BYTES : STOP_BYTES
    writer.start(address << 1, index++, written.length === 0 ? afterLast : 0)
    const isChecked = (at: number): boolean => shape.acks === 'every-byte' || at === 0 || at === written.length - 1
    for (let at = 0; at < written.length;) {
      const end = isChecked(at) ? at + 1 : written.length - 1
      if (isChecked(at)) writer.checked(written[at] ?? 0, index, end === written.length ? afterLast : 0)
      else writer.unchecked(written.subarray(at, end), index, CHECKED_BYTES + afterLast)
      index += end - at
      at = end
    }
  }
  if (length > 0) {
    writer.start((address << 1) | 1, index, 0)
    writer.read(length)
  }
  return writer.stop()
}

/** `74 80 address`, which follows the last written byte in the same packet. */
const CONTINUE_BYTES = 3
/** `75` */
const STOP_BYTES = 1
/** `80 byte` */
const CHECKED_BYTES = 2

/** A packet being filled. */
interface Draft {
  readonly bytes: number[]
  readonly answers: Answer[]
  wireBits: number
}

/** Fills packets, one after the other. */
class StreamWriter {
  readonly #maxStatuses: number
  readonly #packets: StreamPacket[] = []
  #draft: Draft = emptyDraft()
  #isStarted = false
  #isRestart = false

  constructor(maxStatuses: number) {
    this.#maxStatuses = maxStatuses
  }

  /** START or repeated START, and an address byte whose ACK is looked at. `tail`: bytes that must follow it in its packet. */
  start(addressByte: number, index: number, tail: number): void {
    this.#makeRoom(CONTINUE_BYTES + tail, true)
    this.#isRestart = this.#isStarted && this.#draft.answers.length === 0
    this.#isStarted = true
    this.#put([STREAM.start, STREAM.send, addressByte], 1 + BITS_PER_BYTE, { kind: 'status', index })
  }

  /** One byte whose ACK is looked at. `tail` as of {@link StreamWriter.start}. */
  checked(byte: number, index: number, tail: number): void {
    this.#makeRoom(CHECKED_BYTES + tail, true)
    this.#put([STREAM.send, byte], BITS_PER_BYTE, { kind: 'status', index })
  }

  /** Bytes whose ACKs are not, but for one at the end of every packet they fill. `tail`: what comes next. */
  unchecked(bytes: Uint8Array, index: number, tail: number): void {
    let at = 0
    this.#makeRoom(0, true)
    for (;;) {
      const left = bytes.length - at
      const room = ROOM_BYTES - this.#draft.bytes.length
      if (1 + left + tail <= room) {
        if (left > 0) this.#pass(bytes.subarray(at))
        return
      }
      const count = Math.min(room - 1 - CHECKED_BYTES, left - 1)
      if (count > 0) this.#pass(bytes.subarray(at, at + count))
      if (count >= 0) {
        at += count
        this.checked(bytes[at] ?? 0, index + at, 0)
        at++
      }
      this.#flush()
    }
  }

  /** Bytes to read, the last of which is not acknowledged. */
  read(length: number): void {
    let left = length - 1
    while (left > 0) {
      this.#makeRoom(1, false)
      const count = Math.min(left, MAX_READ_BYTES - this.#replyBytes)
      this.#put([STREAM.read | count], count * BITS_PER_BYTE, { kind: 'data', count })
      left -= count
    }
    this.#makeRoom(1 + STOP_BYTES, false)
    this.#put([STREAM.read], BITS_PER_BYTE, { kind: 'data', count: 1 })
  }

  /** STOP, for which whoever came last has left room. */
  stop(): StreamPacket[] {
    this.#put([STREAM.stop], 1)
    this.#flush()
    return this.#packets
  }

  get #replyBytes(): number {
    return countBytes(this.#draft.answers)
  }

  /** Begins another packet unless `bytes` more fit into this one, and their answer; `sends` where they put bytes on the bus. */
  #makeRoom(bytes: number, sends: boolean): void {
    const { answers } = this.#draft
    const statuses = answers.filter(({ kind }) => kind === 'status').length
    const isFull =
      this.#draft.bytes.length + bytes > ROOM_BYTES ||
      this.#replyBytes >= PACKET_BYTES ||
      (sends && statuses >= this.#maxStatuses)
    if (isFull) this.#flush()
  }

  #pass(bytes: Uint8Array): void {
    this.#put([STREAM.send | bytes.length, ...bytes], bytes.length * BITS_PER_BYTE)
  }

  #put(bytes: readonly number[], wireBits: number, answer?: Answer): void {
    this.#draft.bytes.push(...bytes)
    this.#draft.wireBits += wireBits
    if (answer) this.#draft.answers.push(answer)
  }

  #flush(): void {
    const { bytes, answers, wireBits } = this.#draft
    this.#packets.push({
      bytes: Uint8Array.of(...bytes, STREAM.end),
      answers,
      replyBytes: countBytes(answers),
      wireBits,
      restarts: this.#isRestart,
    })
    this.#draft = emptyDraft()
    this.#isRestart = false
  }
}

function emptyDraft(): Draft {
  return { bytes: [PACKET.stream], answers: [], wireBits: 0 }
}

function countBytes(answers: readonly Answer[]): number {
  return answers.reduce((sum, answer) => sum + (answer.kind === 'data' ? answer.count : 1), 0)
}
