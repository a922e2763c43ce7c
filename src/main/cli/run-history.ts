import { existsSync } from 'node:fs'
import type { RunFilter } from '#shared/api/run-filter.ts'
import { renderJson } from '#shared/report/json.ts'
import type { Run } from '#shared/run/run.ts'
import { sha256 } from '../engine/sha256.ts'
import { StoreError, type RunStore } from '../store/run-store.ts'
import { UsageError } from './failure.ts'
import { openHistory, storeLocation } from './history.ts'
import type { CliHost } from './host.ts'
import { renderHistoryJson, renderHistoryTable } from './render/history-table.ts'
import { renderRunTable } from './render/run-table.ts'
import { renderScanTable } from './render/scan-table.ts'
import { viewOf } from './render/view.ts'
import { writeRendered } from './run-report.ts'

interface StoreOptions {
  readonly store?: string
  readonly quiet?: true
}

/** What `history list` is told. */
export interface ListOptions extends StoreOptions, Omit<RunFilter, 'sinceUtc' | 'beforeUtc'> {
  readonly since?: string
  readonly until?: string
  readonly json?: true
}

/** What `history show` is told. */
export interface ShowOptions extends StoreOptions {
  readonly json?: true
}

/** What `history export` is told. */
export interface ExportOptions extends StoreOptions {
  readonly format: string
  readonly output?: string
}

/** What `history prune` is told. */
export interface PruneOptions extends StoreOptions {
  readonly keep?: number
  /** In milliseconds. */
  readonly olderThan?: number
}

/** Lists runs. */
export async function listHistory(host: CliHost, options: ListOptions): Promise<void> {
  const { since, until, json, store: place, ...rest } = options
  const filter: RunFilter = {
    ...rest,
    ...(since === undefined ? {} : { sinceUtc: since }),
    ...(until === undefined ? {} : { beforeUtc: until }),
  }
  const runs = (await withHistory(host, place, (store) => store.list(filter))) ?? []
  host.stdout.write(json ? renderHistoryJson(runs) : renderHistoryTable(runs, viewOf(host.stdout)))
}

/** Shows a run. */
export async function showRun(host: CliHost, id: string, { store, json }: ShowOptions): Promise<void> {
  const run = await findRun(host, id, store)
  host.stdout.write(json ? renderJson(run, sha256) : tableOf(run, host))
}

/** Gives a run as a document. */
export async function exportRun(host: CliHost, id: string, { store, ...options }: ExportOptions): Promise<void> {
  await writeRendered(host, await findRun(host, id, store), options)
}

/** Lets go of a run. */
export async function removeRun(host: CliHost, id: string, { store, quiet }: ShowOptions): Promise<void> {
  const runId = await withHistory(host, store, async (history) => {
    const whole = await wholeId(history, id)
    await history.remove(whole)
    return whole
  })
  if (runId === undefined) throw noRun(id)
  if (!quiet) host.stderr.write(`Removed ${runId}.\n`)
}

/** Lets go of old runs. */
export async function pruneHistory(host: CliHost, options: PruneOptions): Promise<void> {
  const { keep, olderThan, store, quiet } = options
  if (keep === undefined && olderThan === undefined) {
    throw new UsageError('nothing says what is to go: give --keep, --older-than or both')
  }
  const limits = {
    ...(keep === undefined ? {} : { keep }),
    ...(olderThan === undefined ? {} : { beforeUtc: new Date(Date.now() - olderThan).toISOString() }),
  }
  const gone = (await withHistory(host, store, (history) => history.prune(limits))) ?? 0
  if (!quiet) host.stderr.write(`Removed ${gone === 1 ? '1 run' : `${gone} runs`}.\n`)
}

async function findRun(host: CliHost, id: string, place: string | undefined): Promise<Run> {
  const run = await withHistory(host, place, async (store) => store.get(await wholeId(store, id)))
  if (!run) throw noRun(id)
  return run
}

async function wholeId(store: RunStore, id: string): Promise<string> {
  const [found, ...others] = await store.idsFrom(id.toLowerCase())
  if (found === undefined) throw noRun(id)
  if (others.length === 0) return found
  throw new UsageError(`several runs begin with "${id}": ${[found, ...others].join(', ')}; give more of the id`)
}

function noRun(id: string): UsageError {
  return new UsageError(`no run in the history begins with "${id}"; "arpeggio history" lists them`)
}

/**
 * What `action` comes to; undefined where no run was ever kept in the usual place.
 * @throws UsageError for a history that can't be used, or a file the user names that is not there
 */
async function withHistory<T>(
  host: CliHost,
  place: string | undefined,
  action: (store: RunStore) => Promise<T>,
): Promise<T | undefined> {
  const location = storeLocation(host, place)
  if (!location) return undefined
  if (location.kind === 'sqlite' && !existsSync(location.path)) {
    if (place === undefined) return undefined
    throw new UsageError(`there is no history at ${location.path}; a run with --store makes one`)
  }
  await using store = await openHistory(host, location)
  try {
    return await action(store)
  } catch (error) {
    if (error instanceof StoreError) throw new UsageError(error.message, { cause: error })
    throw error
  }
}

function tableOf(run: Run, { stdout }: CliHost): string {
  if (run.operation !== 'scan') return renderRunTable(run, viewOf(stdout))
  // What else was asked for, and left alone, a Run does not say.
  const probed = run.transactions.filter(({ step }) => step === 'scan').map(({ address }) => Number(address))
  const answered = run.other_addresses.map(({ address }) => Number(address))
  const addresses = [...new Set([...probed, ...answered])].toSorted((one, other) => one - other)
  return renderScanTable(run, { addresses, method: 'auto' }, viewOf(stdout))
}
