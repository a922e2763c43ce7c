import type * as Shared from '#shared/api/operation-request.ts'
import type { MatchRule } from '#shared/identify/match-rule.ts'

/** What the engine can be asked to do on a bus. */
export type OperationRequest = Shared.OperationRequest & {
  /** What to say of devices, before what the program says of itself; files of rules are the command line's. */
  readonly rules?: readonly MatchRule[]
}
