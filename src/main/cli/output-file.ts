import { access, constants, stat, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { UsageError } from './failure.ts'

/**
 * Whether a file can be written there, as far as that shows beforehand: a run on hardware must not end in a result that
 * has nowhere to go.
 * @throws UsageError
 */
export async function checkWritable(path: string): Promise<void> {
  const existing = await stat(path).catch(() => undefined)
  if (existing?.isDirectory()) throw unwritable(path, 'it is a directory')
  const directory = dirname(path)
  const parent = await stat(directory).catch(() => undefined)
  if (!parent?.isDirectory()) throw unwritable(path, `there is no directory ${directory}`)
  const target = existing && !existing.isFile() ? path : directory
  await access(target, constants.W_OK).catch((error: unknown) => {
    throw unwritable(path, reason(error), error)
  })
}

/**
 * Writes a file whole or not at all; what is no regular file (a pipe, /dev/null) is written to and not replaced.
 * @throws UsageError
 */
export async function writeOutput(path: string, content: string | Uint8Array): Promise<void> {
  try {
    const existing = await stat(path).catch(() => undefined)
    if (existing && !existing.isFile()) await writeFile(path, content)
    else await (await import('write-file-atomic')).default(path, Buffer.from(content))
  } catch (error) {
    throw unwritable(path, reason(error), error)
  }
}

function unwritable(path: string, why: string, cause?: unknown): UsageError {
  return new UsageError(`can't write ${path}: ${why}; choose another path with -o`, { cause })
}

function reason(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error)
}
