import { DatabaseSync } from 'node:sqlite'
import { StoreError } from '../run-store.ts'
import { APPLICATION_ID, MIGRATIONS } from './schema.ts'
import { isBusy } from './sqlite-error.ts'

/** How long another process may take over a write. */
const BUSY_TIMEOUT_MS = 5000
const RETRY_MS = 20
const MOST_RETRIES = BUSY_TIMEOUT_MS / RETRY_MS

/**
 * Opens the file of a history, makes it where it is not there, and brings it to this program's schema.
 * @throws StoreError for another program's file, and for one of a newer schema: neither is changed
 */
export function openDatabase(path: string): DatabaseSync {
  const database = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS })
  try {
    checkOwner(database, path)
    // A write then costs readers nothing, and is there whole or not at all.
    patiently(() => database.exec('PRAGMA journal_mode = WAL'))
    database.exec('PRAGMA synchronous = FULL')
    migrate(database, path)
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

/** Everything `action` writes, or nothing. */
export function transaction<T>(database: DatabaseSync, action: () => T): T {
  database.exec('BEGIN IMMEDIATE')
  try {
    const result = action()
    database.exec('COMMIT')
    return result
  } catch (error) {
    // Some failures have ended the transaction themselves.
    if (database.isTransaction) database.exec('ROLLBACK')
    throw error
  }
}

function checkOwner(database: DatabaseSync, path: string): void {
  // One view of the file: another process may be making its tables.
  database.exec('BEGIN')
  try {
    const owner = pragma(database, 'application_id')
    const { tables } = database.prepare('SELECT count(*) AS tables FROM sqlite_schema').get() as { tables: number }
    const isOurs = owner === APPLICATION_ID || (owner === 0 && tables === 0)
    if (!isOurs) throw new StoreError(`${path} is a database of another program; name another file with --store`)
    checkVersion(pragma(database, 'user_version'), path)
  } finally {
    if (database.isTransaction) database.exec('COMMIT')
  }
}

function checkVersion(version: number, path: string): void {
  const known = MIGRATIONS.length
  if (version <= known) return
  throw new StoreError(
    `${path} was written by a newer Arpeggio (schema ${version}, this one knows ${known}) and is left as it is; ` +
      'update Arpeggio, or name another file with --store',
  )
}

function migrate(database: DatabaseSync, path: string): void {
  if (pragma(database, 'user_version') === MIGRATIONS.length) return
  transaction(database, () => {
    // Another process may have been quicker, and may be a newer program.
    const version = pragma(database, 'user_version')
    checkVersion(version, path)
    for (const migration of MIGRATIONS.slice(version)) database.exec(migration)
    database.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${MIGRATIONS.length}`)
  })
}

function pragma(database: DatabaseSync, name: 'application_id' | 'user_version'): number {
  return (database.prepare(`PRAGMA ${name}`).get() as Record<typeof name, number>)[name]
}

/** The change to WAL does not wait for other processes as everything else does. */
function patiently(action: () => void): void {
  for (let tries = 1; ; tries++) {
    try {
      action()
      return
    } catch (error) {
      if (!isBusy(error) || tries > MOST_RETRIES) throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, RETRY_MS)
    }
  }
}
