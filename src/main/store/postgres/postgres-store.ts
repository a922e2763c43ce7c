import { Pool, type ClientBase } from 'pg'
import { MOST_SIGHTINGS, type DeviceSighting } from '#shared/api/device-sighting.ts'
import type { RunFilter } from '#shared/api/run-filter.ts'
import type { RunListing } from '#shared/api/run-listing.ts'
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
import { inWords } from './postgres-error.ts'
import { POSTGRES, SQL } from './queries.ts'
import { migrate } from './schema-version.ts'

/** A server that does not answer must not hold up who waits at the bench. */
const CONNECTION_TIMEOUT_MS = 5000
const QUERY_TIMEOUT_MS = 30_000

/** A history in a PostgreSQL database, which many benches can share. */
export class PostgresStore implements RunStore {
  readonly #url: string
  readonly #pool: Pool
  #migrated = false

  constructor(url: string) {
    this.#url = url
    this.#pool = new Pool({
      connectionString: url,
      application_name: 'arpeggio',
      connectionTimeoutMillis: CONNECTION_TIMEOUT_MS,
      query_timeout: QUERY_TIMEOUT_MS,
      max: 2,
    })
    // A connection lost while idle is replaced with the next call, which says what is wrong where that fails.
    this.#pool.on('error', () => undefined)
  }

  add(run: Run, openedFrom: string | null): Promise<RunListing> {
    const { runId, operation, verdict, startedUtc, adapter, listing, document, found } = rowOf(run, openedFrom)
    return this.#transaction(async (client) => {
      // Two benches may take in the same file at once.
      await client.query(SQL.takeTurn)
      await client.query(SQL.removeRun, [runId])
      const columns = [runId, operation, verdict, startedUtc, adapter, listing]
      const { rows } = await client.query<{ number: number }>(SQL.addRun, columns)
      const number = rows[0]?.number ?? 0
      await client.query(SQL.addDocument, [number, document])
      await client.query(SQL.addFound, [number, found.map(({ udid }) => udid), found.map(({ address }) => address)])
      return listingOf({ number, listing })
    })
  }

  async list(filter: RunFilter): Promise<RunListing[]> {
    const { where, values } = searchClause(filter, POSTGRES)
    const { limit = USUAL_LIMIT, offset = 0 } = filter
    const rows = await this.#rows<{ number: number; listing: string }>(SQL.list(where, values.length), [
      ...values,
      limit,
      offset,
    ])
    return rows.map(listingOf)
  }

  async get(runId: string): Promise<Run | undefined> {
    const [row] = await this.#rows<{ document: string }>(SQL.document, [runId])
    return row && (await runOf(runId, row.document))
  }

  async idsFrom(prefix: string): Promise<string[]> {
    const rows = await this.#rows<{ run_id: string }>(SQL.idsFrom, [prefix, MOST_IDS])
    return rows.map((row) => row.run_id)
  }

  sightings(beginning: string, before: number | null): Promise<DeviceSighting[]> {
    return this.#rows<DeviceSighting>(SQL.sightings, [beginning, before ?? NO_NUMBER, MOST_SIGHTINGS])
  }

  async remove(runId: string): Promise<void> {
    await this.#rows(SQL.removeRun, [runId])
  }

  prune({ keep, beforeUtc }: PruneLimits): Promise<number> {
    return this.#transaction(async (client) => {
      const byCount = keep === undefined ? 0 : (await client.query(SQL.pruneToCount, [keep])).rowCount
      const before = beforeUtc === undefined ? undefined : new Date(beforeUtc).toISOString()
      const byAge = before === undefined ? 0 : (await client.query(SQL.pruneByAge, [before])).rowCount
      return (byCount ?? 0) + (byAge ?? 0)
    })
  }

  async preferredAddresses(scope: string): Promise<PreferredAddresses> {
    const rows = await this.#rows<{ udid: string; address: number }>(SQL.addresses, [scope, MOST_PREFERRED])
    return Object.fromEntries(rows.map(({ udid, address }) => [udid, address]))
  }

  async recordAddresses(scope: string, addresses: PreferredAddresses): Promise<void> {
    await this.#rows(SQL.recordAddresses, [scope, Object.keys(addresses), Object.values(addresses)])
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#pool.end()
  }

  async #rows<T extends object>(sql: string, values: unknown[]): Promise<T[]> {
    return this.#transaction(async (client) => (await client.query<T>(sql, values)).rows)
  }

  /** Everything `action` writes, or nothing. */
  async #transaction<T>(action: (client: ClientBase) => Promise<T>): Promise<T> {
    try {
      const client = await this.#pool.connect()
      let failure: unknown
      try {
        return await transaction(client, async () => {
          if (!this.#migrated) await migrate(client)
          return await action(client)
        })
      } catch (error) {
        failure = error
        throw error
      } finally {
        // What went wrong may be the connection.
        client.release(failure !== undefined)
        this.#migrated ||= failure === undefined
      }
    } catch (error) {
      throw inWords(error, this.#url)
    }
  }
}

async function transaction<T>(client: ClientBase, action: () => Promise<T>): Promise<T> {
  await client.query('BEGIN')
  try {
    const result = await action()
    await client.query('COMMIT')
    return result
  } catch (error) {
    // Where the connection is gone, the server has done that.
    await client.query('ROLLBACK').catch(() => undefined)
    throw error
  }
}
