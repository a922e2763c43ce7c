// A store in a thread of its own: what a database and the rendering of documents take, no bus has to wait for.
import { parentPort, workerData } from 'node:worker_threads'
import { StoreError, type RunStore } from './run-store.ts'
import type { StoreLocation } from './store-location.ts'
import type { FromStore, StoreFailure, StoreRequest, StoreWorkerData, ToStore } from './worker-messages.ts'

const { location } = workerData as StoreWorkerData
const opened = open(location)

function send(message: FromStore): void {
  parentPort?.postMessage(message)
}

const underWay = new Set<Promise<void>>()

parentPort?.on('message', (message: ToStore) => {
  if ('close' in message) void close()
  else {
    const answered = answer(message)
    underWay.add(answered)
    void answered.then(() => underWay.delete(answered))
  }
})

async function answer({ id, method, args }: StoreRequest): Promise<void> {
  try {
    const store = await opened
    // Both ends have the types of the same contract; the channel between them has none.
    const call = store[method].bind(store) as (...args: readonly unknown[]) => Promise<unknown>
    send({ id, value: await call(...args) })
  } catch (error) {
    send({ id, failure: failureOf(error) })
  }
}

async function close(): Promise<void> {
  await Promise.all(underWay)
  const store = await opened
  await store[Symbol.asyncDispose]()
  // Ends this thread alone, and does not wait for a server that a refused client has not hung up on.
  process.exit()
}

async function open(at: StoreLocation): Promise<RunStore> {
  if (at.kind === 'postgres') return new (await import('./postgres/postgres-store.ts')).PostgresStore(at.url)
  const { SqliteStore } = await import('./sqlite/sqlite-store.ts')
  return new SqliteStore({ ...at, say: (line) => send({ say: line }) })
}

function failureOf(error: unknown): StoreFailure {
  if (error instanceof StoreError) return { isExpected: true, message: error.message }
  // What the system refuses, such as the making of a folder.
  const isSystems = error instanceof Error && 'syscall' in error
  return { isExpected: isSystems, message: error instanceof Error ? error.message : String(error) }
}
