import { parseRun } from '#shared/run/parse-run.ts'
import type { Run } from '#shared/run/run.ts'
import { sha256 } from '../engine/sha256.ts'
import { UsageError } from './failure.ts'
import { unreadable } from './read-text.ts'

/**
 * A Run from its file, or from a bundle.
 * @throws UsageError naming the file, for one that can't be read, was changed, or is no Run
 */
export async function readRun(path: string): Promise<Run> {
  const { readDocument } = await import('../bundle/read-document.ts')
  try {
    const text = await readDocument(path, 'run.json').catch((error: unknown) => {
      throw error instanceof SyntaxError ? error : unreadable(path, error)
    })
    return parseRun(text, sha256)
  } catch (error) {
    if (error instanceof SyntaxError) throw new UsageError(`${path} is no Run: ${error.message}`)
    throw error
  }
}
