import { printable } from '#shared/run/printable.ts'
import type { Run } from '#shared/run/run.ts'
import { counted } from '#shared/report/words.ts'

/** What a run took, in one line. */
export function statisticsLine({ statistics, adapter, bus }: Run): string {
  const { transactions, retries, pec_errors: pecErrors, wire_time_us: wireUs, usb_transfers: usb } = statistics
  const gapUs = statistics.longest_sr_gap_us
  const parts = [
    counted(transactions, 'transaction') + (retries > 0 ? ` (${counted(retries, 'retry', 'retries')})` : ''),
    pecErrors > 0 ? counted(pecErrors, 'wrong PEC') : '',
    wireUs === null ? '' : `${formatMs(wireUs)} on the wire at ${formatHz(bus.clock_hz)}`,
    gapUs === null ? '' : `longest gap before a repeated START ${formatMs(gapUs)}`,
    usb > 0 ? counted(usb, 'USB transfer') : '',
    printable(adapter.selector),
  ]
  return parts.filter(Boolean).join(' · ')
}

/** Microseconds as milliseconds with one decimal, as seconds from one on. */
function formatMs(us: number): string {
  return us >= 1e6 ? `${(us / 1e6).toFixed(2)} s` : `${(us / 1000).toFixed(1)} ms`
}

function formatHz(hz: number): string {
  return `${Number((hz / 1000).toFixed(1))} kHz`
}
