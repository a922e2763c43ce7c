import { CARD_POOL } from '#shared/arp/address-pool.ts'
import { DEFAULT_POLICY } from '#shared/arp/policy.ts'

/** How a test's operation begins: armed, nothing chosen, and the same every time. */
export const RUN_START = {
  runId: '00000000-0000-4000-8000-000000000000',
  operation: 'enumerate',
  tool: { name: 'arpeggio', version: '0.0.0' },
  host: { os: 'test', arch: 'test' },
  consent: { armed: true, by: 'a test', atUtc: '2026-11-22T09:30:00.000Z' },
  settings: {
    pool: CARD_POOL,
    reserved: [],
    pec: 'strict',
    probe: true,
    move: false,
    withFixed: false,
    resetFirst: false,
    prepareAnyway: false,
    timeoutMs: DEFAULT_POLICY.transferTimeoutMs,
  },
} as const
