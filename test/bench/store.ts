import { execFileSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RunFilter } from '#shared/api/run-filter.ts'
import type { Run } from '#shared/run/run.ts'
import { openStore } from '../../src/main/store/open-store.ts'
import { USUAL_LIMIT, type RunStore } from '../../src/main/store/run-store.ts'
import { searchClause } from '../../src/main/store/search-clause.ts'
import { SQL, SQLITE } from '../../src/main/store/sqlite/queries.ts'
import { SqliteStore } from '../../src/main/store/sqlite/sqlite-store.ts'
import { foldAll } from '../support/arbitrary-run.ts'
import { EXAMPLE_EVENTS } from '../support/example-run.ts'
import type { BenchTable } from './table.ts'

/**
 * What it takes to list and to search a history of many runs, by the store as programs use it, thread and all; and by
 * SQLite's own shell, where it is installed, for the same query.
 */
const RUNS = 10_000
/** Each card is tested a few times and has devices of its own. */
const CARDS = 2500
const MAX_MS = 50
const REPEATS = 20
const MEASUREMENTS = 5

const QUERIES: Readonly<Record<string, RunFilter>> = {
  'the newest': {},
  'the oldest': { offset: RUNS - USUAL_LIMIT },
  'a whole UDID': { udid: udidOf(17, 0) },
  'part of a UDID': { udid: '0000007b' },
  'part that nobody has': { udid: 'dddddddd' },
  'an address': { address: 0x64 },
  'an adapter': { adapter: 'bench-7' },
  'a verdict, of few': { verdict: 'fail' },
  'an operation and a day': { operation: 'enumerate', sinceUtc: '2026-03-01', beforeUtc: '2026-03-02' },
}

const EXAMPLE = foldAll(EXAMPLE_EVENTS)

function udidOf(card: number, device: number): string {
  return `810818f40001002518f40215${(card * 2 + device).toString(16).padStart(8, '0')}`
}

/** One of many runs: eight benches, one run every 50 minutes, every thousandth a failure. */
function runNumber(index: number): Run {
  return {
    ...EXAMPLE,
    run_id: randomUUID(),
    started_utc: new Date(Date.UTC(2026, 0, 1) + index * 3_000_000).toISOString(),
    adapter: { ...EXAMPLE.adapter, selector: `mcp2221:bench-${index % 8}` },
    summary: { ...EXAMPLE.summary, verdict: index % 1000 === 0 ? 'fail' : 'warn' },
    devices: EXAMPLE.devices.map((device, i) => ({ ...device, udid: udidOf(index % CARDS, i) })),
  }
}

async function fill(path: string): Promise<void> {
  await using store = new SqliteStore({ path, mayCreateFolder: false, say })
  for (let index = 0; index < RUNS; index++) await store.add(runNumber(index), null)
}

/** The least of several measurements: what disturbs one only ever adds to it. */
async function storeMs(store: RunStore, filter: RunFilter): Promise<number> {
  let least = Infinity
  for (let measurement = 0; measurement < MEASUREMENTS; measurement++) {
    const before = performance.now()
    for (let i = 0; i < REPEATS; i++) await store.list(filter)
    least = Math.min(least, (performance.now() - before) / REPEATS)
  }
  return least
}

/** The same by SQLite's shell, as its own timer has it; undefined where there is none. */
function shellMs(path: string, filter: RunFilter): number | undefined {
  const sql = `${literalQuery(filter)};`
  const script = ['.timer on', '.output /dev/null', ...Array.from({ length: REPEATS * MEASUREMENTS }, () => sql)]
  try {
    const text = execFileSync('sqlite3', ['-readonly', path], { encoding: 'utf8', input: script.join('\n') })
    const seconds = [...text.matchAll(/Run Time: real (\d+\.\d+)/g)].map(([, real]) => Number(real))
    return seconds.length === 0 ? undefined : (seconds.reduce((sum, one) => sum + one, 0) / seconds.length) * 1000
  } catch {
    return undefined
  }
}

/** The query of the store with its parameters written out: the shell is given no others. */
function literalQuery(filter: RunFilter): string {
  const { where, values } = searchClause(filter, SQLITE)
  const literal = (value: string | number): string => (typeof value === 'number' ? String(value) : `'${value}'`)
  const condition = where.replaceAll(/\?(\d+)/g, (_, number: string) => literal(values[Number(number) - 1] ?? ''))
  return SQL.list(condition)
    .replace('LIMIT ?', `LIMIT ${USUAL_LIMIT}`)
    .replace('OFFSET ?', `OFFSET ${filter.offset ?? 0}`)
}

/** Lists and searches a history of many runs, once by the store and once by the shell. */
export async function benchStore(): Promise<readonly BenchTable[]> {
  const folder = mkdtempSync(join(tmpdir(), 'arpeggio-bench-'))
  try {
    const path = join(folder, 'history.db')
    await fill(path)
    await using store = openStore({ kind: 'sqlite', path, mayCreateFolder: false }, say)
    const broken: string[] = []
    const rows: string[][] = []
    for (const [name, filter] of Object.entries(QUERIES)) {
      const [ours, theirs] = [await storeMs(store, filter), shellMs(path, filter)]
      rows.push([name, theirs ? (ours / theirs).toFixed(1) : 'no shell', `${((ours / MAX_MS) * 100).toFixed(1)} %`])
      if (!(ours < MAX_MS)) broken.push(`searching by ${name} takes ${ours.toFixed(0)} ms`)
    }
    return [
      {
        title: `A history of ${RUNS.toLocaleString('en')} runs`,
        method: `The store as programs use it, thread and all, against SQLite's own shell for the same query, and against the ${MAX_MS} ms a query may take.`,
        columns: ['search', "to SQLite's shell", `of ${MAX_MS} ms`],
        rows,
        broken,
      },
    ]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function say(line: string): void {
  process.stderr.write(`${line}\n`)
}
