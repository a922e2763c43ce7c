/** How a check came out. `skipped`: it could not be made, and nothing is claimed. */
export type CheckOutcome = 'passed' | 'failed' | 'skipped'

/** One thing a Run was held against: by itself, or by an expectation. A JUnit `testcase`. */
export interface Check {
  /** What it is about; the class of a `testcase`. */
  readonly subject: 'run' | 'adapter' | 'bus' | 'device' | 'expectation'
  /** Says what should be so, and stays the same from run to run: `every UDID is unique`. */
  readonly name: string
  readonly outcome: CheckOutcome
  /** One line: why it failed or was skipped; empty where it passed. */
  readonly message: string
  /** What it rests on, a line each. */
  readonly details: readonly string[]
  /** `seq` of the transactions that prove it. */
  readonly evidence: readonly number[]
}
