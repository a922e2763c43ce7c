import { basename, join } from 'node:path'
import { StoreError } from './run-store.ts'

/** Where runs are kept. */
export type StoreLocation =
  /** `mayCreateFolder`: the folder is ours to make. */
  | { readonly kind: 'sqlite'; readonly path: string; readonly mayCreateFolder: boolean }
  /** The password, where one is needed, comes from PGPASSWORD or a password file. */
  | { readonly kind: 'postgres'; readonly url: string }

const POSTGRES = /^postgres(ql)?:\/\//i

/** The history in the user's own folder. */
export function usualLocation(dataFolder: string): StoreLocation {
  return { kind: 'sqlite', path: join(dataFolder, 'history.db'), mayCreateFolder: true }
}

/**
 * The place that the user names: the path of a file, or the URL of a PostgreSQL database.
 * @throws StoreError for a URL that can't be parsed, or that has a password in it
 */
export function parseLocation(text: string): StoreLocation {
  if (POSTGRES.test(text)) return { kind: 'postgres', url: checkedUrl(text) }
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(text)) {
    throw new StoreError('a store is the path of a file, or a URL that begins with postgres://')
  }
  if (text === '' || basename(text) === '') throw new StoreError('a store needs the name of a file')
  return { kind: 'sqlite', path: text, mayCreateFolder: false }
}

/** Whoever lists processes, or reads a shell's history, sees the arguments. No message here quotes the URL, for the same reason. */
function checkedUrl(text: string): string {
  if (!URL.canParse(text)) throw new StoreError('the postgres:// URL of the store is malformed')
  const { password, searchParams } = new URL(text)
  if (password !== '' || searchParams.has('password')) {
    throw new StoreError(
      'the URL of the store has a password in it, which others can see: leave it out, and set PGPASSWORD instead',
    )
  }
  return text
}
