import type { Dialect } from '../search-clause.ts'

/** How SQLite spells a search. */
export const SQLITE: Dialect = { mark: '?', position: 'instr', found: 'found' }

/** What the history asks of SQLite; `list` takes the condition between its halves. */
export const SQL = {
  removeRun: 'DELETE FROM runs WHERE run_id = ?',
  addRun: `INSERT INTO runs (run_id, operation, verdict, started_utc, adapter, listing)
    VALUES (?, ?, ?, ?, ?, ?) RETURNING number`,
  addDocument: 'INSERT INTO documents (number, document) VALUES (?, ?)',
  addFound: 'INSERT INTO found (number, udid, address) VALUES (?, ?, ?)',
  list: (where: string) => `SELECT number, listing FROM runs ${where} ORDER BY number DESC LIMIT ? OFFSET ?`,
  document: 'SELECT document FROM runs JOIN documents USING (number) WHERE run_id = ?',
  // Ids are of digits, a to f and hyphens, UDIDs of digits: all that begin so come before the same with a g.
  idsFrom: "SELECT run_id FROM runs WHERE run_id >= ?1 AND run_id < ?1 || 'g' ORDER BY number DESC LIMIT ?2",
  sightings: `SELECT run_id AS "runId", number, address
    FROM (SELECT number, address FROM found WHERE udid >= ?1 AND udid < ?1 || 'g' AND number < ?2
      ORDER BY number DESC LIMIT ?3) JOIN runs USING (number) ORDER BY number DESC`,
  pruneToCount: 'DELETE FROM runs WHERE number <= (SELECT number FROM runs ORDER BY number DESC LIMIT 1 OFFSET ?)',
  pruneByAge: 'DELETE FROM runs WHERE started_utc < ?',
  addresses: 'SELECT udid, address FROM addresses WHERE scope = ? ORDER BY recorded DESC LIMIT ?',
  recordAddress: `INSERT INTO addresses (scope, udid, address, recorded)
    VALUES (?1, ?2, ?3, (SELECT coalesce(max(recorded), 0) + 1 FROM addresses WHERE scope = ?1))
    ON CONFLICT (scope, udid) DO UPDATE SET address = excluded.address, recorded = excluded.recorded`,
} as const
