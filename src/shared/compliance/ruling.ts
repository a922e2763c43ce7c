import type { CheckResult } from '#shared/arp/events.ts'

/** What a check came to, and why, in one line. */
export type Ruling = Pick<CheckResult, 'verdict' | 'reason'>

/** Why a check could not be carried out on a device, in the midst of it. */
export class Unruled extends Error {
  readonly verdict: 'not-observable' | 'not-applicable'

  constructor(verdict: Unruled['verdict'], reason: string) {
    super(reason)
    this.verdict = verdict
  }
}

/** The device does what is asked. */
export function pass(reason: string): Ruling {
  return { verdict: 'pass', reason }
}

/** The device does something else. */
export function fail(reason: string): Ruling {
  return { verdict: 'fail', reason }
}

/** It could not be told, and nothing is claimed. */
export function notObservable(reason: string): Ruling {
  return { verdict: 'not-observable', reason }
}

/** It is not asked of this device. */
export function notApplicable(reason: string): Ruling {
  return { verdict: 'not-applicable', reason }
}
