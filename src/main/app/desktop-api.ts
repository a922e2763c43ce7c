import type { ArgumentOf, Reply, RequestName } from '#shared/api/contract.ts'
import { isRequestName, REQUEST_SCHEMAS } from '#shared/api/request-schemas.ts'
import { describeIssue } from '#shared/run/schema-issue.ts'
import type { SavedExports } from './saved-exports.ts'

/** What answers the page's requests. */
export interface DesktopApiParts {
  readonly engine: { request(name: RequestName, argument: unknown): Promise<Reply<unknown>> }
  readonly exports: SavedExports
}

/** Answers a request of the page, whatever it is given: files and dialogs here, everything else in the engine. */
export async function answerPage(
  { engine, exports }: DesktopApiParts,
  name: unknown,
  argument: unknown,
): Promise<Reply<unknown>> {
  if (typeof name !== 'string' || !isRequestName(name)) return refused('there is no such request')
  const issue = REQUEST_SCHEMAS[name].safeParse(argument).error?.issues[0]
  if (issue) return refused(`${name}: ${describeIssue(issue, argument)}`)
  switch (name) {
    case 'export:save':
      return exports.save(argument as ArgumentOf<'export:save'>)
    case 'export:show':
      return exports.show(argument as ArgumentOf<'export:show'>)
    default:
      return engine.request(name, argument)
  }
}

function refused(message: string): Reply<never> {
  return { ok: false, error: { kind: 'request', busKind: null, message } }
}
