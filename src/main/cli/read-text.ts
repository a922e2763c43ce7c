import { readFile } from 'node:fs/promises'
import { UsageError } from './failure.ts'

/**
 * The text of a file the user named, by an option where `option` says so.
 * @throws UsageError naming the file
 */
export async function readText(path: string, option?: string): Promise<string> {
  return readFile(path, 'utf8').catch((error: unknown) => {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    throw new UsageError(`can't read ${path}${option === undefined ? '' : `, named by ${option}`} (${reason})`, {
      cause: error,
    })
  })
}
