import type { ArgumentOf, Reply, RequestName } from '#shared/api/contract.ts'
import { wireError } from '#shared/api/reply.ts'
import { checkedArgument, requestNamed } from '#shared/api/request-schemas.ts'
import type { SavedExports } from './saved-exports.ts'

/** What answers the page's requests. */
export interface DesktopApiParts {
  readonly engine: { request(name: RequestName, argument: unknown): Promise<Reply<unknown>> }
  readonly exports: SavedExports
}

/** Answers a request of the page, whatever it is given: files and dialogs here, everything else in the engine. */
export async function answerPage(parts: DesktopApiParts, name: unknown, argument: unknown): Promise<Reply<unknown>> {
  try {
    const request = requestNamed(name)
    return await answer(parts, request, checkedArgument(request, argument))
  } catch (error) {
    return { ok: false, error: wireError(error) }
  }
}

async function answer({ engine, exports }: DesktopApiParts, name: RequestName, argument: unknown) {
  switch (name) {
    case 'export:save':
      return exports.save(argument as ArgumentOf<'export:save'>)
    case 'export:show':
      return exports.show(argument as ArgumentOf<'export:show'>)
    default:
      return engine.request(name, argument)
  }
}
