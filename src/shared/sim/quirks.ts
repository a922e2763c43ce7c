/**
 * What a simulated adapter does wrong, as scenario files name it. The ideal bus knows `acks-everything`;
 * the others are for the chip models, each of which says which ones it has.
 */
export const ADAPTER_QUIRKS = [
  'acks-everything',
  'data-nack-stop',
  'data-nack-timeout',
  'status-one-per-packet',
  'late-reply',
  'silent',
  'garbage',
  'first-cancel-wedges',
] as const

/** One of {@link ADAPTER_QUIRKS}. */
export type AdapterQuirk = (typeof ADAPTER_QUIRKS)[number]
