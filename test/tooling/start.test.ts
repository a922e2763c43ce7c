import { spawnSync } from 'node:child_process'
import { resolve } from 'node:path'
import { expect, it } from 'vitest'

it('says in one line that the Electron runtime cannot be had, and what works without it', () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['tools/start.js', 'preview'], {
    cwd: resolve(import.meta.dirname, '../..'),
    encoding: 'utf8',
    // Electron's installer knows no such platform, so it fails here whatever the network.
    env: { ...process.env, ELECTRON_INSTALL_PLATFORM: 'none' },
  })
  expect({ status, stdout, stderr }).toEqual({
    status: 1,
    stdout: '',
    stderr:
      'Arpeggio cannot open its window: the Electron runtime is not installed and could not be downloaded. ' +
      'Try again with a network connection, or use the command line: npm run --silent arpeggio -- --help\n',
  })
})
