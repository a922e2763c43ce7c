import type { RunTransaction } from '../../../src/shared/run/run.ts'

/** A Get UDID that nobody refused, but for what is said. */
export function transaction(but: Partial<RunTransaction> = {}): RunTransaction {
  return {
    seq: 1,
    t_us: 0,
    duration_us: 1000,
    step: 'get-udid',
    address: '0x61',
    operation: 'write_read',
    written: '03',
    read: '',
    outcome: 'ok',
    nack_index: null,
    pec_expected: null,
    pec_got: null,
    pec_checked_by: null,
    sr_gap_us: null,
    usb_transfers: 4,
    ...but,
  }
}
