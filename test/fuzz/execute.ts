import { setImmediate } from 'node:timers/promises'
import type { FuzzTarget } from './fuzz-target.ts'

/** Gives one input to a target. Rejects with what went wrong, a promise that nobody waited for included. */
export async function execute(target: FuzzTarget, input: Uint8Array): Promise<void> {
  const unhandled: unknown[] = []
  const note = (reason: unknown): void => void unhandled.push(reason)
  process.on('unhandledRejection', note)
  process.on('uncaughtException', note)
  try {
    await target.run(input.slice())
    // Rejections nobody waits for are told after all that is ready has run.
    await setImmediate()
  } finally {
    process.off('unhandledRejection', note)
    process.off('uncaughtException', note)
  }
  if (unhandled.length > 0) throw unhandled[0]
}
