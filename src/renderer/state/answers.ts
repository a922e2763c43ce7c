import type { Reply, WireError } from '#shared/api/contract.ts'

/** A request that failed, thrown inside the page where that is simpler than a value. */
export class RequestFailed extends Error {
  override readonly name = 'RequestFailed'
  readonly error: WireError

  constructor(error: WireError) {
    super(error.message)
    this.error = error
  }
}

/** The answer of a reply. @throws RequestFailed */
export function answerOf<T>(reply: Reply<T>): T {
  if (reply.ok) return reply.value
  throw new RequestFailed(reply.error)
}
