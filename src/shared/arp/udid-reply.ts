import type { BlockReadReply, Withheld } from '#shared/smbus/link.ts'
import { pec } from '#shared/smbus/pec.ts'
import { NO_ADDRESS, UDID_BLOCK_BYTES, decodeUdidBlock, type UdidBlock } from './commands.ts'

/** Which byte of a Get UDID was refused. `read-address`: address and command were taken, the reply was not ready. */
export type RefusedAt = 'address' | 'command' | 'read-address' | 'unknown'

/** A Get UDID reply, judged. The byte count is looked at before anything else: 17, or there is no UDID. */
export type UdidReply =
  /** Count 17 and a good PEC; or, in tolerant mode, a wrong one that came twice in the same way. */
  | ({ readonly kind: 'udid'; readonly seq: number; readonly pecOk: boolean } & UdidBlock)
  /** Count 17 and a wrong PEC: the block is what the wire carried, and no proof of anything. */
  | ({
      readonly kind: 'bad-pec'
      readonly seq: number
      readonly pecExpected: number
      readonly pecGot: number
      /** The PEC is what comes of leaving the address bytes out. */
      readonly withoutAddress: boolean
    } & UdidBlock)
  /** Another byte count; 0xff throughout is the filler of a resolved device that can't refuse a byte. */
  | { readonly kind: 'bad-count'; readonly seq: number; readonly count: number; readonly filler: boolean }
  /** Bytes came that are no proof of anything, and can't be seen: the kernel found their PEC or count wrong. */
  | { readonly kind: 'withheld'; readonly seq: number; readonly why: Withheld }
  /** Refused: nobody at 0x61, nobody unresolved, or nobody with that address. */
  | { readonly kind: 'refused'; readonly seq: number; readonly at: RefusedAt }

/** Judges the reply to a Get UDID whose code byte was `command`. */
export function judgeUdidReply(reply: BlockReadReply, command: number): UdidReply {
  const { seq, block } = reply
  if (reply.withheld !== undefined) return { kind: 'withheld', seq, why: reply.withheld }
  if (!block) return { kind: 'refused', seq, at: refusedAt(reply.nackIndex) }
  if (block.count !== UDID_BLOCK_BYTES) {
    const filler = block.count === 0xff && block.data.every((byte) => byte === 0xff)
    return { kind: 'bad-count', seq, count: block.count, filler }
  }
  const content = decodeUdidBlock(block.data)
  if (block.pecOk) return { kind: 'udid', seq, pecOk: true, ...content }
  const [pecExpected, pecGot] = [reply.pecExpected ?? 0, reply.pecGot ?? 0]
  // OpenTitan's device counts the bytes it sends, others the command byte too.
  const sent = [block.count, ...block.data]
  const withoutAddress = pec(sent) === pecGot || pec([command, ...sent]) === pecGot
  return { kind: 'bad-pec', seq, ...content, pecExpected, pecGot, withoutAddress }
}

/**
 * The addresses a reported address byte may mean, likeliest first, none for 0xff. Bit 0 is 1 by the
 * specification; where it is 0 the byte is either a shifted address with the bit left out (ST's stack) or
 * the address itself (the kernel's test target).
 */
export function addressCandidates(addressByte: number): number[] {
  if (addressByte === NO_ADDRESS) return []
  const shifted = addressByte >> 1
  return addressByte & 1 || addressByte > 0x7f ? [shifted] : [shifted, addressByte]
}

function refusedAt(nackIndex: number | 'unknown' | null): RefusedAt {
  switch (nackIndex) {
    case 0:
      return 'address'
    case 1:
      return 'command'
    case 2:
      return 'read-address'
    default:
      return 'unknown'
  }
}
