/** Marks a file as a history of ours: "ARPG". */
export const APPLICATION_ID = 0x41525047

/**
 * What makes each version of the schema out of the one before, the first out of an empty file. What has been released
 * never changes: a change is one more entry.
 *
 * Documents have a table of their own, so that a search does not wade through them.
 */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE runs (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    run_id TEXT NOT NULL UNIQUE,
    operation TEXT NOT NULL,
    verdict TEXT NOT NULL,
    started_utc TEXT NOT NULL,
    adapter TEXT NOT NULL,
    listing TEXT NOT NULL
  ) STRICT;
  CREATE INDEX runs_by_start ON runs (started_utc);
  CREATE INDEX runs_by_verdict ON runs (verdict, number);
  CREATE INDEX runs_by_operation ON runs (operation, number);
  CREATE TABLE documents (
    number INTEGER PRIMARY KEY REFERENCES runs ON DELETE CASCADE,
    document TEXT NOT NULL
  ) STRICT;
  CREATE TABLE found (
    number INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
    udid TEXT,
    address INTEGER
  ) STRICT;
  CREATE INDEX found_by_run ON found (number);
  CREATE INDEX found_by_udid ON found (udid, number) WHERE udid IS NOT NULL;
  CREATE INDEX found_by_address ON found (address, number);
  CREATE TABLE addresses (
    scope TEXT NOT NULL,
    udid TEXT NOT NULL,
    address INTEGER NOT NULL,
    recorded INTEGER NOT NULL,
    PRIMARY KEY (scope, udid)
  ) STRICT, WITHOUT ROWID;
  `,
]
