import { parseRun } from '#shared/run/parse-run.ts'
import type { Run } from '#shared/run/run.ts'
import { sha256 } from '../engine/sha256.ts'
import { UsageError } from './failure.ts'
import { readText } from './read-text.ts'

/**
 * A Run from its file.
 * @throws UsageError naming the file, for one that can't be read, was changed, or is no Run
 */
export async function readRun(path: string): Promise<Run> {
  const text = await readText(path)
  try {
    return parseRun(text, sha256)
  } catch (error) {
    if (error instanceof SyntaxError) throw new UsageError(`${path} is no Run: ${error.message}`)
    throw error
  }
}
