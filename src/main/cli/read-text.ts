import { readFile } from 'node:fs/promises'
import { UsageError } from './failure.ts'

/**
 * The text of a file the user named, by an option where `option` says so.
 * @throws UsageError naming the file
 */
export async function readText(path: string, option?: string): Promise<string> {
  return readFile(path, 'utf8').catch((error: unknown) => {
    throw unreadable(path, error, option)
  })
}

/** What is said of a file that can't be read, named by an option where `option` says so. */
export function unreadable(path: string, error: unknown, option?: string): UsageError {
  const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error)
  const named = option === undefined ? '' : `, named by ${option}`
  return new UsageError(`can't read ${path}${named} (${reason})`, { cause: error })
}
