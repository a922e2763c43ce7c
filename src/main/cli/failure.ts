import { isBusError, type BusErrorKind } from '#shared/i2c/errors.ts'
import { ConsentError, OpenError, RequestError } from '#shared/api/refusals.ts'
import { EXIT } from './exit-code.ts'
import { READER_GONE } from './host.ts'

/** Something the user has to put right on the command line or in a file it names. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** How a command that threw ends: with this code, and this line on standard error where there is one. */
export interface Failure {
  readonly exitCode: number
  readonly line: string | undefined
}

/** Where a `BusError` says that the adapter, not the bus, is at fault. */
const ADAPTER_FAULTS: readonly BusErrorKind[] = ['closed', 'permission', 'unsupported']

/** How an expected error ends the command; undefined for a defect. */
export function failureOf(error: unknown, signal: AbortSignal): Failure | undefined {
  if (error instanceof ConsentError)
    return {
      exitCode: EXIT.usage,
      line: `${error.message}; add --arm${error.mustName === null ? '' : ` ${error.mustName}`} to agree`,
    }
  if (error instanceof UsageError || error instanceof RequestError) return { exitCode: EXIT.usage, line: error.message }
  if (error instanceof OpenError) return { exitCode: EXIT.noAdapter, line: error.message }
  if (isBusError(error)) {
    return { exitCode: isBusError(error, ...ADAPTER_FAULTS) ? EXIT.noAdapter : EXIT.busFault, line: error.message }
  }
  if (signal.aborted && error === signal.reason) {
    if (error === READER_GONE) return { exitCode: EXIT.done, line: undefined }
    return { exitCode: EXIT.interrupted, line: 'interrupted before anything was sent' }
  }
  return undefined
}
