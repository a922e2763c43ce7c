import { pec } from '#shared/smbus/pec.ts'
import type { FaultAction } from './arp-fault.ts'

/** 16 UDID bytes and the address byte. */
const BLOCK_BYTES = 17
const SHORT_COUNT = 0x05
const LONG_COUNT = 0x20
const FILLER = 0xff
const HEADER_READ = 0xc3
const HEADER_WRITE = 0xc2

/** The one fault a reply can carry; `filler` is also what some devices send once they are resolved. */
export type ReplyFault = Extract<FaultAction['do'], 'bad-pec' | 'short-count' | 'long-count' | 'filler'>

/** What a device knows when it answers Get UDID. */
export interface ReplyContent {
  /** The command code it answers, covered by the PEC. */
  readonly code: number
  readonly udid: Uint8Array
  readonly addressByte: number
  readonly fault: ReplyFault | null
  /** The PEC leaves the address bytes and the command out. */
  readonly pecOverDataOnly?: boolean
}

/**
 * One byte of a Get UDID reply: count, block, PEC, then filler. A liar about the count is consistent, its PEC
 * covers what it announced. Byte by byte, because most of many devices lose the arbitration early on.
 */
export function replyByte(content: ReplyContent, index: number): number {
  const { fault } = content
  if (fault === 'filler') return FILLER
  const count = announcedCount(fault)
  if (index === 0) return count
  if (index <= count) return blockByte(content, index - 1)
  if (index > count + 1) return FILLER
  const block = Array.from({ length: count }, (_, i) => blockByte(content, i))
  const header = content.pecOverDataOnly ? [] : [HEADER_WRITE, content.code, HEADER_READ]
  const check = pec([...header, count, ...block])
  return fault === 'bad-pec' ? check ^ FILLER : check
}

/** The index of the reply byte in which a fault shows: the count, or the PEC. */
export function faultIndex(fault: ReplyFault): number {
  return fault === 'bad-pec' ? BLOCK_BYTES + 1 : 0
}

function announcedCount(fault: ReplyFault | null): number {
  if (fault === 'short-count') return SHORT_COUNT
  return fault === 'long-count' ? LONG_COUNT : BLOCK_BYTES
}

function blockByte({ udid, addressByte }: ReplyContent, index: number): number {
  return udid[index] ?? (index === udid.length ? addressByte : FILLER)
}
