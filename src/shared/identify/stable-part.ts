import type { Udid, UdidFields } from '#shared/arp/udid.ts'

/** Hex digits of bytes 0 to 11: all but the vendor-specific ID. */
const STABLE_DIGITS = 24

/**
 * The leading digits of a UDID by which a device is known again: all 32, or 24 for the random type, whose
 * vendor-specific ID is another after each power-up and each Reset (DSP0237).
 */
export function stablePart({ udid, addressType }: Pick<UdidFields, 'udid' | 'addressType'>): Udid {
  return addressType === 'random' ? udid.slice(0, STABLE_DIGITS) : udid
}
