import { Worker } from 'node:worker_threads'
import { describe, expect, it } from 'vitest'
import { StoreError } from '../../../src/main/store/run-store.ts'
import { WorkerStore } from '../../../src/main/store/worker-store.ts'
import { exampleRun } from './stored-runs.ts'

/** A store whose thread does that when it is asked. */
function storeThat(does: string): WorkerStore {
  const code = `require('node:worker_threads').parentPort.on('message', () => { ${does} })`
  return new WorkerStore(new Worker(code, { eval: true }), () => undefined)
}

describe('a store whose thread is gone', () => {
  it.each(["throw new RangeError('a defect')", 'process.exit(1)'])(
    'in the middle (%s) can not be used',
    async (does) => {
      const store = storeThat(does)
      await expect(store.add(exampleRun(), null)).rejects.toBeInstanceOf(StoreError)
      await expect(store.list({})).rejects.toBeInstanceOf(StoreError)
      await store[Symbol.asyncDispose]()
    },
  )
})
