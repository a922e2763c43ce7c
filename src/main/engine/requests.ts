import type * as Shared from '#shared/api/operation-request.ts'
import type { MatchRule } from '#shared/identify/match-rule.ts'

/** What every operation can be told; files of rules are the command line's. */
export interface RunSettings extends Shared.RunSettings {
  /** What to say of devices, before what the program says of itself. */
  readonly rules?: readonly MatchRule[]
}

/** What every front end can ask for, and a verification: an enumeration, and then a probe of each address where nobody is to be. */
export type OperationKind =
  | Shared.OperationKind
  | ({ readonly operation: 'verify'; readonly absent: readonly number[] } & Shared.EnumerationRequest)

/** What the engine can be asked to do on a bus. */
export type OperationRequest = RunSettings & OperationKind
