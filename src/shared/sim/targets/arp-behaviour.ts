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
  /** Acknowledges Prepare to ARP and stays resolved. */
  'deaf-to-prepare',
  /** Prepare to ARP makes it forget its address. */
  'prepare-drops-address',
  /** Reset Device leaves it resolved. */
  'reset-keeps-resolved',
  /** Volatile or random, it keeps its address through Reset Device. */
  'reset-keeps-address',
  /** Random, it keeps its UDID through Reset Device. */
  'reset-keeps-udid',
  /** Compares the first twelve bytes of the UDID in Assign Address only. */
  'partial-udid',
  /** Refuses a wrong UDID in Assign Address at the PEC, when all of it is over. */
  'late-nack',
  /** Refuses Assign Address once it is resolved. */
  'assign-once',
  /** Takes an address and goes on answering the general Get UDID. */
  'stays-unresolved',
  /** Knows no directed command. */
  'no-directed',
  /** Answers a directed Get UDID whatever address it names. */
  'any-directed',
  /** Computes the PEC of its replies over the data alone, the address bytes and the command left out. */
  'pec-without-address',
  /** Answers at every address it was ever given. */
  'keeps-old-address',
] as const

/** One of {@link ARP_BEHAVIOURS}. */
export type ArpBehaviour = (typeof ARP_BEHAVIOURS)[number]

/** Behaviours that the specification allows: everything else is one of the twenty misbehaviours. */
const ALLOWED: ReadonlySet<ArpBehaviour> = new Set(['compliant', 'fixed-not-discoverable'])

/** The behaviours that break the specification. */
export const ARP_MISBEHAVIOURS: readonly ArpBehaviour[] = ARP_BEHAVIOURS.filter((behaviour) => !ALLOWED.has(behaviour))
