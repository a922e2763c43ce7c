// Takes runs into the history at argv[2], as many as argv[3] says or until it is killed, and tells of each before and after.
// With argv[4] they are so large that writing one takes a while.
import { openStore } from '../../../src/main/store/open-store.ts'
import { exampleRun } from './stored-runs.ts'

const [, , path = '', count = 'Infinity', large] = process.argv
const others = Array.from({ length: 100_000 }, () => ({ address: '0x50', answers_to: 'read' as const }))
const store = openStore({ kind: 'sqlite', path, mayCreateFolder: false }, (line) => process.stderr.write(`${line}\n`))
for (let i = 0; i < Number(count); i++) {
  const run = exampleRun(large === undefined ? {} : { other_addresses: others })
  process.stdout.write(`begins ${run.run_id}\n`)
  await store.add(run, null)
  process.stdout.write(`kept ${run.run_id}\n`)
}
await store[Symbol.asyncDispose]()
