import { existsSync, linkSync, renameSync, rmSync, statSync } from 'node:fs'
import { StoreError } from '../run-store.ts'

/** Which file a path led to. */
export interface FileIdentity {
  readonly device: bigint
  readonly inode: bigint
}

/** The file that `path` leads to; undefined where there is none. */
export function identityOf(path: string): FileIdentity | undefined {
  const status = statSync(path, { bigint: true, throwIfNoEntry: false })
  return status && { device: status.dev, inode: status.ino }
}

/** Whether both are there, and the same. */
export function isSameFile(one: FileIdentity | undefined, other: FileIdentity | undefined): boolean {
  return one !== undefined && one.device === other?.device && one.inode === other.inode
}

/**
 * Gives a damaged database a name of its own beside the old one, with all that is written in its log. Answers that name;
 * undefined where another process has put a new file there already.
 * @throws StoreError where it can't be renamed
 */
export function setAside(path: string, damaged: FileIdentity): string | undefined {
  if (!isSameFile(identityOf(path), damaged)) return undefined
  const aside = `${path}.damaged-${crypto.randomUUID().slice(0, 8)}`
  try {
    // The log first: without its database nobody takes it for that of the next one.
    if (existsSync(`${path}-wal`)) renameSync(`${path}-wal`, `${aside}-wal`)
    rmSync(`${path}-shm`, { force: true })
    renameSync(path, aside)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    const why = codeOf(error) ?? String(error)
    throw new StoreError(`${path} is damaged, and can't be set aside (${why}): move it away, or name another --store`, {
      cause: error,
    })
  }
  if (isSameFile(identityOf(aside), damaged)) return aside
  // Another process was quicker by a hair, and this is its good new file.
  linkSync(aside, path)
  rmSync(aside)
  return undefined
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined
}
