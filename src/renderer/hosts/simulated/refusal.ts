import type { Reply, WireError } from '#shared/api/contract.ts'
import { isBusError } from '#shared/i2c/errors.ts'

/** A request that is refused, and as what. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly kind: WireError['kind']

  constructor(kind: WireError['kind'], message: string) {
    super(message)
    this.kind = kind
  }
}

/** What a request came to, as a value. */
export async function replyOf<T>(answer: () => T | Promise<T>): Promise<Reply<T>> {
  try {
    return { ok: true, value: await answer() }
  } catch (error) {
    return { ok: false, error: wireError(error) }
  }
}

/** An error as it travels. */
export function wireError(error: unknown): WireError {
  if (error instanceof Refusal) return { kind: error.kind, busKind: null, message: error.message }
  if (isBusError(error)) return { kind: 'bus', busKind: error.kind, message: error.message }
  if (error instanceof SyntaxError || error instanceof RangeError) {
    return { kind: 'request', busKind: null, message: error.message }
  }
  return { kind: 'defect', busKind: null, message: error instanceof Error ? error.message : String(error) }
}
