import { printable } from '#shared/run/printable.ts'
import { StoreError } from '../run-store.ts'

const BUSY = 5
const READ_ONLY = 8
const CORRUPT = 11
const FULL = 13
const CAN_NOT_OPEN = 14
const NO_DATABASE = 26

/** What to do about the failures that a user can mend. */
const REMEDIES: Readonly<Record<number, string>> = {
  [BUSY]: 'another process holds it for too long',
  [READ_ONLY]: 'it may not be written',
  [FULL]: 'the disk is full',
  [CAN_NOT_OPEN]: 'it can not be opened: is the folder there, and may you write to it?',
}

/** Whether SQLite says that a file is damaged, or is none of its own. */
export function isDamage(error: unknown): boolean {
  const code = primaryCode(error)
  return code === CORRUPT || code === NO_DATABASE
}

/** Whether another process has the file just now. */
export function isBusy(error: unknown): boolean {
  return primaryCode(error) === BUSY
}

/** A failure of SQLite in words; other errors as they are. */
export function inWords(error: unknown, path: string): unknown {
  const code = primaryCode(error)
  if (code === undefined) return error
  const why = REMEDIES[code] ?? (error instanceof Error ? printable(error.message) : 'it failed')
  return new StoreError(`${path}: ${why}`, { cause: error })
}

/** SQLite's result code without the detail in its upper bits. */
function primaryCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return undefined
  return error.errcode & 0xff
}
