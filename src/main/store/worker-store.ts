import { once } from 'node:events'
import type { Worker } from 'node:worker_threads'
import type { DeviceSighting } from '#shared/api/device-sighting.ts'
import type { RunFilter } from '#shared/api/run-filter.ts'
import type { RunListing } from '#shared/api/run-listing.ts'
import type { Run } from '#shared/run/run.ts'
import { StoreError, type PreferredAddresses, type PruneLimits, type RunStore } from './run-store.ts'
import type { FromStore, StoreAnswer, StoreArguments, StoreMethod, ToStore } from './worker-messages.ts'

interface Waiting {
  readonly resolve: (value: unknown) => void
  readonly reject: (error: Error) => void
}

/** The store that a worker has. While nothing is asked of it, it does not keep the process from ending. */
export class WorkerStore implements RunStore {
  readonly #worker: Worker
  readonly #exited: Promise<unknown>
  readonly #waiting = new Map<number, Waiting>()
  #lastId = 0
  #isGone = false

  constructor(worker: Worker, say: (line: string) => void) {
    this.#worker = worker
    this.#exited = once(worker, 'exit').catch(() => undefined)
    worker.on('message', (message: FromStore) => {
      if ('say' in message) say(message.say)
      else this.#settle(message)
    })
    worker.on('error', (error) => this.#lose(new StoreError(`the store's thread failed: ${String(error)}`)))
    worker.on('exit', () => this.#lose(new StoreError('the store was closed')))
    worker.unref()
  }

  add(run: Run, openedFrom: string | null): Promise<RunListing> {
    return this.#ask('add', run, openedFrom)
  }

  list(filter: RunFilter): Promise<readonly RunListing[]> {
    return this.#ask('list', filter)
  }

  get(runId: string): Promise<Run | undefined> {
    return this.#ask('get', runId)
  }

  idsFrom(prefix: string): Promise<readonly string[]> {
    return this.#ask('idsFrom', prefix)
  }

  sightings(beginning: string, before: number | null): Promise<readonly DeviceSighting[]> {
    return this.#ask('sightings', beginning, before)
  }

  remove(runId: string): Promise<void> {
    return this.#ask('remove', runId)
  }

  prune(limits: PruneLimits): Promise<number> {
    return this.#ask('prune', limits)
  }

  preferredAddresses(scope: string): Promise<PreferredAddresses> {
    return this.#ask('preferredAddresses', scope)
  }

  recordAddresses(scope: string, addresses: PreferredAddresses): Promise<void> {
    return this.#ask('recordAddresses', scope, addresses)
  }

  /** Settles when everything asked before has been answered and the thread has ended. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#worker.ref()
    if (!this.#isGone) this.#post({ close: true })
    await this.#exited
  }

  #ask<M extends StoreMethod>(method: M, ...args: StoreArguments<M>): Promise<StoreAnswer<M>> {
    if (this.#isGone) return Promise.reject(new StoreError('the store was closed'))
    const id = ++this.#lastId
    const { promise, resolve, reject } = Promise.withResolvers<StoreAnswer<M>>()
    this.#waiting.set(id, { resolve: resolve as Waiting['resolve'], reject })
    this.#worker.ref()
    this.#post({ id, method, args })
    return promise
  }

  #post(message: ToStore): void {
    this.#worker.postMessage(message)
  }

  #settle(message: Exclude<FromStore, { say: string }>): void {
    const waiting = this.#waiting.get(message.id)
    this.#waiting.delete(message.id)
    if (this.#waiting.size === 0) this.#worker.unref()
    if (!waiting) return
    if ('value' in message) waiting.resolve(message.value)
    else {
      const { isExpected, message: text } = message.failure
      waiting.reject(isExpected ? new StoreError(text) : new Error(text))
    }
  }

  #lose(reason: StoreError): void {
    this.#isGone = true
    for (const { reject } of this.#waiting.values()) reject(reason)
    this.#waiting.clear()
  }
}
