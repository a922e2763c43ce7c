import type { CheckResult } from '#shared/arp/events.ts'
import type { DeviceUnderTest } from './device-under-test.ts'

/** What a check came to, and why, in one line. */
export type Ruling = Pick<CheckResult, 'verdict' | 'reason'>

/** One thing that the specification asks of an ARP target: what to do, and what must come of it. */
export interface ComplianceCheck {
  /** Stable, kebab-case: what `arpeggio check NAME` and reports call it. */
  readonly id: string
  readonly title: string
  /** What it is to show, and why that matters. */
  readonly objective: string
  /** What is done, in words, one step each. */
  readonly steps: readonly string[]
  /** When it passes. */
  readonly passRule: string
  /** The clause of the specification, from `CLAUSE`. */
  readonly clause: string
  /** Holds for Fixed - Not Discoverable devices too, which obey directed Get UDID alone. */
  readonly directedOnly?: true
  /**
   * Begins and ends with the device at its home address, as far as the device lets it.
   * @throws Unruled where it can't be carried out
   */
  readonly run: (dut: DeviceUnderTest) => Promise<Ruling> | Ruling
}

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
