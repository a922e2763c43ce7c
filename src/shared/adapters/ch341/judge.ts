import type { TransferReport } from '#shared/i2c/bus.ts'
import { isAck } from './codec.ts'
import type { StreamPacket, Transaction } from './stream.ts'

/** The ACK of one byte on the wire, by its index. */
export interface CheckedByte {
  readonly index: number
  readonly acked: boolean
}

/** What answers hold: the ACKs looked at, in order, and the data. */
export interface Answers {
  readonly checked: CheckedByte[]
  readonly data: number[]
}

/** Adds what the answer to `packet` holds. */
export function addAnswer({ checked, data }: Answers, packet: StreamPacket, reply: Uint8Array): void {
  let at = 0
  for (const answer of packet.answers) {
    if (answer.kind === 'status') checked.push({ index: answer.index, acked: isAck(reply[at++] ?? 0xff) })
    else {
      data.push(...reply.subarray(at, at + answer.count))
      at += answer.count
    }
  }
}

/** Which byte was refused. */
export type Refusal = Pick<TransferReport, 'nackIndex'> & { readonly outcome: 'nack-address' | 'nack-data' }

/**
 * The first refused byte, if any. The chip does not stop at one, so of the refused bytes that were looked at
 * the first decides: exact where every byte before it is known to have been taken. Otherwise one of those not
 * looked at may have been first, for a target that refuses a byte refuses all that follow.
 */
export function findRefusal(checked: readonly CheckedByte[], { written, length }: Transaction): Refusal | undefined {
  const at = checked.findIndex(({ acked }) => !acked)
  const refused = checked[at]
  if (!refused) return undefined
  const { index } = refused
  const isAddress = index === 0 || (length > 0 && written !== null && index === written.length + 1)
  if (isAddress) return { outcome: 'nack-address', nackIndex: index }
  const isExact = checked[at - 1]?.index === index - 1
  return { outcome: 'nack-data', nackIndex: isExact ? index : 'unknown' }
}

/**
 * True where everything looked at was low: each byte acknowledged and all data zero. A line that is held low
 * reads like that, as does a register that holds zero; a write alone tells nothing of it.
 */
export function looksHeldLow({ checked, data }: Answers): boolean {
  return data.length > 0 && data.every((byte) => byte === 0) && checked.every(({ acked }) => acked)
}
