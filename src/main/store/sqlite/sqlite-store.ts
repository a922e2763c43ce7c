import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { MOST_SIGHTINGS, type DeviceSighting } from '#shared/api/device-sighting.ts'
import type { RunFilter } from '#shared/api/run-filter.ts'
import type { RunListing } from '#shared/api/run-listing.ts'
import { printable } from '#shared/run/printable.ts'
import type { Run } from '#shared/run/run.ts'
import { listingOf, rowOf, runOf } from '../run-row.ts'
import {
  MOST_IDS,
  MOST_PREFERRED,
  NO_NUMBER,
  USUAL_LIMIT,
  type PreferredAddresses,
  type PruneLimits,
  type RunStore,
} from '../run-store.ts'
import { searchClause } from '../search-clause.ts'
import { openDatabase, transaction } from './open-database.ts'
import { SQL, SQLITE } from './queries.ts'
import { identityOf, isSameFile, setAside, type FileIdentity } from './set-aside.ts'
import { inWords, isDamage } from './sqlite-error.ts'

/** How a history in a file is opened. */
export interface SqliteOptions {
  readonly path: string
  readonly mayCreateFolder: boolean
  /** Takes one line: what became of a damaged file. */
  readonly say: (line: string) => void
}

/** A history in a file. All of it is synchronous, whatever it looks like: it belongs in a worker thread. */
export class SqliteStore implements RunStore {
  readonly #options: SqliteOptions
  #database: DatabaseSync | undefined
  /** The file that is open. */
  #identity: FileIdentity | undefined

  constructor(options: SqliteOptions) {
    this.#options = options
  }

  add(run: Run, openedFrom: string | null): Promise<RunListing> {
    const row = rowOf(run, openedFrom)
    return this.#write((database) => {
      database.prepare(SQL.removeRun).run(row.runId)
      const { runId, operation, verdict, startedUtc, adapter, listing, document } = row
      const added = database.prepare(SQL.addRun).get(runId, operation, verdict, startedUtc, adapter, listing)
      const { number } = added as { number: number }
      database.prepare(SQL.addDocument).run(number, document)
      const addFound = database.prepare(SQL.addFound)
      for (const { udid, address } of row.found) addFound.run(number, udid, address)
      return listingOf({ number, listing })
    })
  }

  list(filter: RunFilter): Promise<RunListing[]> {
    const { where, values } = searchClause(filter, SQLITE)
    const { limit = USUAL_LIMIT, offset = 0 } = filter
    return this.#attempt((database) => {
      const rows = database.prepare(SQL.list(where)).all(...values, limit, offset)
      return (rows as unknown as { number: number; listing: string }[]).map(listingOf)
    })
  }

  async get(runId: string): Promise<Run | undefined> {
    const row = await this.#attempt((database) => database.prepare(SQL.document).get(runId))
    return row && (await runOf(runId, (row as { document: string }).document))
  }

  idsFrom(prefix: string): Promise<string[]> {
    return this.#attempt((database) => {
      const rows = database.prepare(SQL.idsFrom).all(prefix, MOST_IDS) as { run_id: string }[]
      return rows.map((row) => row.run_id)
    })
  }

  sightings(beginning: string, before: number | null): Promise<DeviceSighting[]> {
    return this.#attempt((database) => {
      const rows = database.prepare(SQL.sightings).all(beginning, before ?? NO_NUMBER, MOST_SIGHTINGS)
      return rows.map((row) => ({ ...row }) as unknown as DeviceSighting)
    })
  }

  remove(runId: string): Promise<void> {
    return this.#write((database) => void database.prepare(SQL.removeRun).run(runId))
  }

  prune({ keep, beforeUtc }: PruneLimits): Promise<number> {
    return this.#write((database) => {
      const byCount = keep === undefined ? 0 : database.prepare(SQL.pruneToCount).run(keep).changes
      const byAge =
        beforeUtc === undefined ? 0 : database.prepare(SQL.pruneByAge).run(new Date(beforeUtc).toISOString()).changes
      return Number(byCount) + Number(byAge)
    })
  }

  preferredAddresses(scope: string): Promise<PreferredAddresses> {
    return this.#attempt((database) => {
      const rows = database.prepare(SQL.addresses).all(scope, MOST_PREFERRED) as { udid: string; address: number }[]
      return Object.fromEntries(rows.map(({ udid, address }) => [udid, address]))
    })
  }

  recordAddresses(scope: string, addresses: PreferredAddresses): Promise<void> {
    return this.#write((database) => {
      const record = database.prepare(SQL.recordAddress)
      for (const [udid, address] of Object.entries(addresses)) record.run(scope, udid, address)
    })
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#close()
    return Promise.resolve()
  }

  #write<T>(action: (database: DatabaseSync) => T): Promise<T> {
    return this.#attempt((database) => transaction(database, () => action(database)))
  }

  /** Does `action`, on a new file where the old one proves damaged. */
  #attempt<T>(action: (database: DatabaseSync) => T): Promise<T> {
    return new Promise((resolve) => {
      const { path } = this.#options
      const before = identityOf(path)
      try {
        resolve(action(this.#open()))
      } catch (error) {
        if (!isDamage(error) || before === undefined) throw inWords(error, path)
        this.#close()
        const aside = setAside(path, before)
        if (aside !== undefined) {
          this.#options.say(`${path} is damaged (${printable((error as Error).message)}): set aside as ${aside}`)
        }
        resolve(this.#attemptAgain(action))
      }
    })
  }

  #attemptAgain<T>(action: (database: DatabaseSync) => T): T {
    try {
      return action(this.#open())
    } catch (error) {
      throw inWords(error, this.#options.path)
    }
  }

  /** The database at the path now: one that was moved away, or deleted, takes what is written to it along. */
  #open(): DatabaseSync {
    const { path, mayCreateFolder } = this.#options
    if (this.#database && isSameFile(identityOf(path), this.#identity)) return this.#database
    this.#close()
    if (mayCreateFolder) mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    const database = openDatabase(path)
    this.#database = database
    this.#identity = identityOf(path)
    return database
  }

  #close(): void {
    this.#database?.close()
    this.#database = undefined
  }
}
