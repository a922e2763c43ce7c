import type { Dialect } from '../search-clause.ts'

/** How PostgreSQL spells a search. */
export const POSTGRES: Dialect = { mark: '$', position: 'strpos', found: 'arpeggio.found' }

/**
 * What makes each version of the schema out of the one before, the first out of nothing. What has been released never
 * changes: a change is one more entry. Documents are text and not jsonb, which would not give back the same bytes.
 */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE arpeggio.runs (
    number integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    run_id text COLLATE "C" NOT NULL UNIQUE,
    operation text NOT NULL,
    verdict text NOT NULL,
    started_utc text COLLATE "C" NOT NULL,
    adapter text NOT NULL,
    listing text NOT NULL
  );
  CREATE INDEX runs_by_start ON arpeggio.runs (started_utc);
  CREATE INDEX runs_by_verdict ON arpeggio.runs (verdict, number);
  CREATE INDEX runs_by_operation ON arpeggio.runs (operation, number);
  CREATE TABLE arpeggio.documents (
    number integer PRIMARY KEY REFERENCES arpeggio.runs ON DELETE CASCADE,
    document text NOT NULL
  );
  CREATE TABLE arpeggio.found (
    number integer NOT NULL REFERENCES arpeggio.runs ON DELETE CASCADE,
    udid text COLLATE "C",
    address integer
  );
  CREATE INDEX found_by_run ON arpeggio.found (number);
  CREATE INDEX found_by_udid ON arpeggio.found (udid, number) WHERE udid IS NOT NULL;
  CREATE INDEX found_by_address ON arpeggio.found (address, number);
  CREATE TABLE arpeggio.addresses (
    scope text NOT NULL,
    udid text NOT NULL,
    address integer NOT NULL,
    recorded integer NOT NULL GENERATED ALWAYS AS IDENTITY,
    PRIMARY KEY (scope, udid)
  );
  `,
]

/** What the history asks of PostgreSQL; `list` takes the condition, and how many parameters that has. */
export const SQL = {
  // Named by a number; the same everywhere, and nobody else's.
  takeTurn: 'SELECT pg_advisory_xact_lock(1095913543)',
  schemas: "SELECT 1 FROM pg_namespace WHERE nspname = 'arpeggio'",
  createSchema: `CREATE SCHEMA IF NOT EXISTS arpeggio;
    CREATE TABLE IF NOT EXISTS arpeggio.schema_version (version integer NOT NULL);
    INSERT INTO arpeggio.schema_version SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM arpeggio.schema_version)`,
  version: 'SELECT version FROM arpeggio.schema_version',
  setVersion: 'UPDATE arpeggio.schema_version SET version = $1',
  removeRun: 'DELETE FROM arpeggio.runs WHERE run_id = $1',
  addRun: `INSERT INTO arpeggio.runs (run_id, operation, verdict, started_utc, adapter, listing)
    VALUES ($1, $2, $3, $4, $5, $6) RETURNING number`,
  addDocument: 'INSERT INTO arpeggio.documents (number, document) VALUES ($1, $2)',
  addFound: `INSERT INTO arpeggio.found (number, udid, address)
    SELECT $1, udid, address FROM unnest($2::text[], $3::integer[]) AS rows (udid, address)`,
  list: (where: string, parameters: number) => `SELECT number, listing FROM arpeggio.runs ${where}
    ORDER BY number DESC LIMIT $${parameters + 1} OFFSET $${parameters + 2}`,
  document: 'SELECT document FROM arpeggio.runs JOIN arpeggio.documents USING (number) WHERE run_id = $1',
  // Ids are of digits, a to f and hyphens, UDIDs of digits: all that begin so come before the same with a g.
  idsFrom: `SELECT run_id FROM arpeggio.runs WHERE run_id >= $1 AND run_id < $1 || 'g' ORDER BY number DESC LIMIT $2`,
  sightings: `SELECT run_id AS "runId", number, address
    FROM (SELECT number, address FROM arpeggio.found WHERE udid >= $1 AND udid < $1 || 'g' AND number < $2
      ORDER BY number DESC LIMIT $3) AS latest JOIN arpeggio.runs USING (number) ORDER BY number DESC`,
  pruneToCount: `DELETE FROM arpeggio.runs
    WHERE number <= (SELECT number FROM arpeggio.runs ORDER BY number DESC LIMIT 1 OFFSET $1)`,
  pruneByAge: 'DELETE FROM arpeggio.runs WHERE started_utc < $1',
  addresses: 'SELECT udid, address FROM arpeggio.addresses WHERE scope = $1 ORDER BY recorded DESC LIMIT $2',
  recordAddresses: `INSERT INTO arpeggio.addresses (scope, udid, address)
    SELECT $1, udid, address FROM unnest($2::text[], $3::integer[]) AS rows (udid, address)
    ON CONFLICT (scope, udid) DO UPDATE SET address = excluded.address, recorded = DEFAULT`,
} as const
