import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { RunStore } from './run-store.ts'
import type { StoreLocation } from './store-location.ts'
import type { StoreWorkerData } from './worker-messages.ts'
import { WorkerStore } from './worker-store.ts'

/**
 * The store at a place, in a thread of its own that lets the process end once the store is disposed of. Nothing is
 * opened before the first call; what is wrong with the place its rejection says. `say` takes lines for the user.
 */
export function openStore(location: StoreLocation, say: (line: string) => void): RunStore {
  const workerData: StoreWorkerData = { location }
  // Some versions of Node 24 call node:sqlite experimental, on standard error.
  const execArgv = ['--disable-warning=ExperimentalWarning']
  return new WorkerStore(new Worker(workerFile(), { workerData, execArgv }), say)
}

/** Beside this file in a checkout; in a build this file may be one of the chunks below it, or inside the program. */
function workerFile(): string {
  const here = import.meta.dirname
  const names = ['worker.ts', 'store-worker.js', '../store-worker.js', 'store-worker.cjs']
  const places = names.map((name) => join(here, name))
  const place = places.find((file) => existsSync(file))
  if (place === undefined) throw new Error(`the store's worker is not in ${here}`)
  return place
}
