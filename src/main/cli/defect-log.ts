import { writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { redacted } from '../engine/redacted.ts'
import { version } from './version.js'

/** Writes down what is needed to find a defect, fit to be sent to us; answers where, or undefined where even that fails. */
export async function writeDefectLog(error: unknown, args: readonly string[]): Promise<string | undefined> {
  const now = new Date().toISOString()
  const path = join(tmpdir(), `arpeggio-defect-${now.replaceAll(/[:.]/g, '-')}-${process.pid}.log`)
  const lines = [
    `arpeggio ${version}, Node ${process.version}, ${process.platform} ${process.arch}, ${now}`,
    `command: arpeggio ${args.join(' ')}`,
    describe(error),
  ]
  try {
    // Not for other users to read, and never over a file that is there already.
    await writeFile(path, `${redacted(lines.join('\n'))}\n`, { mode: 0o600, flag: 'wx' })
    return path
  } catch {
    return undefined
  }
}

/** The stack of an error, and of its causes. */
export function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const cause = error.cause === undefined ? '' : `\ncaused by ${describe(error.cause)}`
  return `${error.stack ?? String(error)}${cause}`
}
