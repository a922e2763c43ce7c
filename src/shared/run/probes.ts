import type { Step } from '#shared/arp/events.ts'
import type { Run, RunTransaction } from './run.ts'

const PROBING: ReadonlySet<string | null> = new Set<Step>(['probe', 'scan'])

/** The transactions of a run that asked who is at an address, whoever it be. */
export function probesOf(run: Run): RunTransaction[] {
  return run.transactions.filter(({ step }) => PROBING.has(step))
}
