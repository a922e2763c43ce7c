// Runs electron-vite (`dev` or `preview`) once the Electron runtime is there; says in one line when it cannot be had.

import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

const require = createRequire(import.meta.url)

/** @param {string} packageName @param {string} file @param {string[]} args @param {'ignore' | 'inherit'} stdio */
function runBin(packageName, file, args, stdio) {
  const script = join(dirname(require.resolve(`${packageName}/package.json`)), file)
  return spawnSync(process.execPath, [script, ...args], { stdio }).status ?? 1
}

// Electron's own installer: returns at once if the runtime is already unpacked, else downloads it.
if (runBin('electron', 'install.js', [], 'ignore') === 0) {
  process.exitCode = runBin('electron-vite', 'bin/electron-vite.js', process.argv.slice(2), 'inherit')
} else {
  process.stderr.write(
    'Arpeggio cannot open its window: the Electron runtime is not installed and could not be downloaded. ' +
      'Try again with a network connection, or use the command line: npm run --silent arpeggio -- --help\n',
  )
  process.exitCode = 1
}
