import { expect, it } from 'vitest'
import { findPageFolder } from '../../../src/main/serve/page-folder.ts'
import { run } from './run-cli.ts'

const isBuilt = findPageFolder() !== undefined

// What `serve` does once it is built: test/e2e/serve-command.test.ts.
it.runIf(!isBuilt)('serve says in one line that the page is not built', async () => {
  expect(await run('serve')).toEqual({
    exitCode: 4,
    stdout: '',
    stderr: 'arpeggio: the page is not built: run "npm run build" first\n',
  })
})
