import { existsSync } from 'node:fs'
import { printable } from '#shared/run/printable.ts'
import type { Run } from '#shared/run/run.ts'
import type { PreferredAddresses, RunStore } from '../store/run-store.ts'
import { StoreError } from '../store/run-store.ts'
import { parseLocation, usualLocation, type StoreLocation } from '../store/store-location.ts'
import { UsageError } from './failure.ts'
import type { CliHost } from './host.ts'

/** Whether runs are kept, and where. */
export interface HistoryOptions {
  /** False by `--no-history`. */
  readonly history?: boolean
  readonly store?: string
}

/**
 * The history as a command that runs an operation uses it. It is opened when it is first needed; what fails in it is said
 * once, and never fails the command.
 */
export class History implements AsyncDisposable {
  readonly #host: CliHost
  readonly #location: StoreLocation | undefined
  #store: RunStore | undefined
  #hasFailed = false

  /** @throws UsageError for a place that can't be one */
  constructor(host: CliHost, { history = true, store }: HistoryOptions) {
    this.#host = host
    this.#location = history ? storeLocation(host, store) : undefined
  }

  /** The addresses that devices had before, on what the selector names; undefined where nothing is known of it. */
  async preferredAddresses(selector: string): Promise<PreferredAddresses | undefined> {
    const location = this.#location
    if (!location || (location.kind === 'sqlite' && !existsSync(location.path))) return undefined
    return this.#attempt(async (store) => {
      const { addressScope } = await import('../store/keep-run.ts')
      return store.preferredAddresses(addressScope(selector))
    })
  }

  /** Takes the run in. */
  async keep(run: Run): Promise<void> {
    await this.#attempt(async (store) => (await import('../store/keep-run.ts')).keepRun(store, run))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#store?.[Symbol.asyncDispose]()
  }

  async #attempt<T>(action: (store: RunStore) => Promise<T>): Promise<T | undefined> {
    if (!this.#location || this.#hasFailed) return undefined
    try {
      this.#store ??= await openHistory(this.#host, this.#location)
      return await action(this.#store)
    } catch (error) {
      this.#hasFailed = true
      const why = printable(error instanceof Error ? error.message : String(error))
      this.#host.stderr.write(`arpeggio: this run is not kept in the history: ${why}\n`)
      return undefined
    }
  }
}

/**
 * Where the history is: where the user says, or in the usual place; undefined where this computer has none.
 * @throws UsageError for a place that can't be one
 */
export function storeLocation({ dataFolder }: CliHost, store: string | undefined): StoreLocation | undefined {
  if (store === undefined) return dataFolder === undefined ? undefined : usualLocation(dataFolder)
  try {
    return parseLocation(store)
  } catch (error) {
    if (error instanceof StoreError) throw new UsageError(`--store: ${error.message}`, { cause: error })
    throw error
  }
}

/** The history at a place; what becomes of a damaged file is said on standard error. */
export async function openHistory({ stderr }: CliHost, location: StoreLocation): Promise<RunStore> {
  const { openStore } = await import('../store/open-store.ts')
  return openStore(location, (line) => stderr.write(`arpeggio: ${printable(line)}\n`))
}
