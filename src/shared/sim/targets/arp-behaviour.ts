/** How a simulated ARP device departs from the specification, as scenario files name it. */
export const ARP_BEHAVIOURS = [
  /** As SMBus 3.x says. */
  'compliant',
  /** DSP0237 6.1: obeys directed Get UDID and nothing else. */
  'fixed-not-discoverable',
  /** Keeps and returns the raw byte of Assign Address, and compares it with even address bytes. */
  'st-raw-address',
  /** Resolved, it acknowledges a general Get UDID all the same and sends 0xff. */
  'filler-when-resolved',
  /** Returns its 7-bit address unshifted in Get UDID. */
  'unshifted-address',
  /** Takes commands whatever their PEC, or without one. */
  'no-pec-check',
  /** Never looks whether SDA follows it. */
  'no-arbitration',
  /** Any directed Reset hits it, and every Reset makes it forget its address whatever its type. */
  'wrong-reset',
  /** For 300 ms from the first ARP command it sees, refuses the read of Get UDID and the byte count of Assign. */
  'not-ready-300ms',
] as const

/** One of {@link ARP_BEHAVIOURS}. */
export type ArpBehaviour = (typeof ARP_BEHAVIOURS)[number]
