/** How a check came out. `skip`: what it asks could not be told, and nothing is claimed. */
export type CheckOutcome = 'pass' | 'fail' | 'skip'

/** One fact that is not as it should be. */
export interface Difference {
  /** The key of the Run document it concerns, such as `address`. */
  readonly field: string
  readonly expected: string
  readonly found: string
}

/** One thing held against a Run: one line for people, one test case for a CI server. */
export interface Check {
  /** Tells it from the other checks of the same list. */
  readonly name: string
  readonly outcome: CheckOutcome
  /** One line: what was expected and what was found, or why it could not be told. */
  readonly message: string
  /** Field by field, where fields differ. */
  readonly differences: readonly Difference[]
  /** `seq` of the transactions that show it. */
  readonly evidence: readonly number[]
}
