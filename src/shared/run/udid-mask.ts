import { UDID_BYTES, type Udid } from '#shared/arp/udid.ts'
import type { Difference } from './check.ts'

/** A UDID of which some digits are left open: `?` for one hex digit, a final `*` for all the rest. */
export type UdidMask = string

const UDID_DIGITS = 2 * UDID_BYTES

/** The fields of a UDID as the Run document names them, and the hex digits each has. */
const FIELDS = [
  ['capabilities', 0, 2],
  ['version', 2, 4],
  ['vendor', 4, 8],
  ['device', 8, 12],
  ['interface', 12, 16],
  ['subsystem_vendor', 16, 20],
  ['subsystem_device', 20, 24],
  ['vendor_specific_id', 24, 32],
] as const

/** A field of a UDID, named as in the Run document. */
export type UdidFieldName = (typeof FIELDS)[number][0]

/** What a schema says it expected where a mask is wrong. */
export const UDID_MASK_WORDS = 'a UDID mask: 32 hex digits or "?", or fewer and a final "*"'

/** Where a UDID departs from a mask, field by field, and which of its fields bear the mask out. */
export interface MaskComparison {
  readonly differences: readonly (Difference & { readonly field: UdidFieldName })[]
  /** Fields of which the mask names a digit at least, and which agree. */
  readonly agreeing: readonly UdidFieldName[]
}

/** True for text that is a mask. */
export function isUdidMask(text: string): boolean {
  if (!/^[0-9a-f?]*\*?$/i.test(text)) return false
  return text.endsWith('*') ? text.length <= UDID_DIGITS : text.length === UDID_DIGITS
}

/** Holds a UDID against a mask. */
export function compareWithMask(mask: UdidMask, udid: Udid): MaskComparison {
  const digits = mask.toLowerCase().replace('*', '').padEnd(UDID_DIGITS, '?')
  const differences: (Difference & { readonly field: UdidFieldName })[] = []
  const agreeing: UdidFieldName[] = []
  for (const [field, from, to] of FIELDS) {
    const [expected, found] = [digits.slice(from, to), udid.slice(from, to)]
    if (!agrees(expected, found)) differences.push({ field, expected: `0x${expected}`, found: `0x${found}` })
    else if (/[^?]/.test(expected)) agreeing.push(field)
  }
  return { differences, agreeing }
}

function agrees(expected: string, found: string): boolean {
  return Array.from(expected).every((digit, i) => digit === '?' || digit === found[i])
}
