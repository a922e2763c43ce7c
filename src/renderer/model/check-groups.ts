import type { CheckVerdict } from '#shared/arp/events.ts'
import type { RunCheck } from '#shared/run/run.ts'

/** A verdict as people see it: never by colour alone. */
export interface VerdictLook {
  readonly verdict: CheckVerdict
  readonly title: string
  readonly icon: string
  /** For `data-judged`; empty for none. */
  readonly judged: 'ok' | 'warn' | 'danger' | ''
}

/** The verdicts, the gravest first. */
const VERDICTS: readonly VerdictLook[] = [
  { verdict: 'fail', title: 'Failed', icon: 'error', judged: 'danger' },
  { verdict: 'not-observable', title: 'Not observable', icon: 'unseen', judged: 'warn' },
  { verdict: 'pass', title: 'Passed', icon: 'check', judged: 'ok' },
  { verdict: 'not-applicable', title: 'Not applicable', icon: 'minus', judged: '' },
]

/** Checks of one verdict. */
export interface CheckGroup extends VerdictLook {
  readonly checks: readonly RunCheck[]
}

/** The checks of a run by verdict, the gravest first; verdicts nobody got are left out. */
export function groupChecks(checks: readonly RunCheck[]): CheckGroup[] {
  return VERDICTS.map((look) => ({ ...look, checks: checks.filter(({ verdict }) => verdict === look.verdict) })).filter(
    (group) => group.checks.length > 0,
  )
}
