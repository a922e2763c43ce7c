import { CARD_POOL } from '#shared/arp/address-pool.ts'

/** A request for a whole enumeration, as front ends put it when nothing was chosen. */
export const ENUMERATE = {
  operation: 'enumerate',
  pool: CARD_POOL,
  reserved: [],
  preferred: {},
  probe: true,
  move: false,
  withFixed: false,
  resetFirst: false,
  prepareAnyway: false,
} as const
