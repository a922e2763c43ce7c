import type { Reply, WireError } from '#shared/api/contract.ts'
import { ConsentError, OpenError, Refusal, RequestError } from '#shared/api/refusals.ts'
import { isBusError } from '#shared/i2c/errors.ts'
import { printable } from '#shared/run/printable.ts'

/** What `answer` came to, as a value; `defect` is told of faults of the program, which the reply has no room for. */
export async function replyOf<T>(answer: () => T | Promise<T>, defect: (error: unknown) => void): Promise<Reply<T>> {
  try {
    return { ok: true, value: await answer() }
  } catch (error) {
    const travelling = wireError(error)
    if (travelling.kind === 'defect') defect(error)
    return { ok: false, error: travelling }
  }
}

/** An error as it travels: its kind and one line. */
export function wireError(error: unknown): WireError {
  if (error instanceof Refusal) return plain(error.kind, error)
  if (error instanceof RequestError || error instanceof SyntaxError) return plain('request', error)
  if (error instanceof ConsentError) return plain('consent', error)
  if (error instanceof OpenError) return { ...plain('open', error), busKind: error.kind }
  if (isBusError(error)) return { ...plain('bus', error), busKind: error.kind }
  if (isAbort(error)) return { kind: 'request', busKind: null, message: 'stopped before anything was sent' }
  return plain('defect', error instanceof Error ? error : new Error(String(error)))
}

function plain(kind: WireError['kind'], { message }: Error): WireError {
  return { kind, busKind: null, message: printable(message.replaceAll(/\s*\n\s*/g, ' ')) }
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError'
}
