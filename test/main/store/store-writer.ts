// Takes runs into the history at argv[2], as many as argv[3] says or until it is killed, and tells of each before and after.
import { openStore } from '../../../src/main/store/open-store.ts'
import { exampleRun } from './stored-runs.ts'

const [, , path = '', count = 'Infinity'] = process.argv
const store = openStore({ kind: 'sqlite', path, mayCreateFolder: false }, (line) => process.stderr.write(`${line}\n`))
for (let i = 0; i < Number(count); i++) {
  const run = exampleRun()
  process.stdout.write(`begins ${run.run_id}\n`)
  await store.add(run, null)
  process.stdout.write(`kept ${run.run_id}\n`)
}
await store[Symbol.asyncDispose]()
