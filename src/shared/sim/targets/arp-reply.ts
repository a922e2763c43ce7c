import { pec } from '#shared/smbus/pec.ts'
import type { FaultAction } from './arp-fault.ts'

/** 16 UDID bytes and the address byte. */
const BLOCK_BYTES = 17
const SHORT_COUNT = 0x05
const LONG_COUNT = 0x20
const FILLER = 0xff
const HEADER_READ = 0xc3
const HEADER_WRITE = 0xc2

/** The one fault a reply can carry, or `filler` of a resolved device. */
export type ReplyFault = Extract<FaultAction['do'], 'bad-pec' | 'short-count' | 'long-count' | 'filler'>

/** What a device knows when it answers Get UDID. */
export interface ReplyContent {
  /** The command code it answers, covered by the PEC. */
  readonly code: number
  readonly udid: Uint8Array
  readonly addressByte: number
  readonly fault: ReplyFault | null
}

/** Count, block and PEC of a Get UDID reply. A liar about the count is consistent: its PEC covers what it announced. */
export function replyBytes({ code, udid, addressByte, fault }: ReplyContent): number[] {
  if (fault === 'filler') return []
  const count = fault === 'short-count' ? SHORT_COUNT : fault === 'long-count' ? LONG_COUNT : BLOCK_BYTES
  const block = [...udid, addressByte]
  const padded = Array.from({ length: count }, (_, i) => block[i] ?? FILLER)
  const check = pec([HEADER_WRITE, code, HEADER_READ, count, ...padded])
  return [count, ...padded, fault === 'bad-pec' ? check ^ FILLER : check]
}

/** The index of the reply byte in which a fault shows: the count, or the PEC. */
export function faultIndex(fault: ReplyFault): number {
  return fault === 'bad-pec' ? BLOCK_BYTES + 1 : 0
}
