import type { ClientBase } from 'pg'
import { StoreError } from '../run-store.ts'
import { MIGRATIONS, SQL } from './queries.ts'

/**
 * Brings a database to this program's schema, inside a transaction of the caller's.
 * @throws StoreError for a newer one, which is not changed
 */
export async function migrate(client: ClientBase): Promise<void> {
  // Of several who come to a new database at once, one makes the tables.
  await client.query(SQL.takeTurn)
  const schemas = await client.query(SQL.schemas)
  // Looked for first, since a user who may use the schema need not be one who may create it.
  if (schemas.rowCount === 0) await client.query(SQL.createSchema)
  const version = await schemaVersion(client)
  if (version > MIGRATIONS.length) {
    throw new StoreError(
      `the history was made by a newer Arpeggio (schema ${version}, this one knows ${MIGRATIONS.length}) and is left ` +
        'as it is; update Arpeggio, or name another database with --store',
    )
  }
  if (version === MIGRATIONS.length) return
  for (const migration of MIGRATIONS.slice(version)) await client.query(migration)
  await client.query(SQL.setVersion, [MIGRATIONS.length])
}

async function schemaVersion(client: ClientBase): Promise<number> {
  const { rows } = await client.query<{ version: number }>(SQL.version)
  const [row] = rows
  if (!row) throw new StoreError('the schema "arpeggio" of the database was not made by Arpeggio')
  return row.version
}
