// Runs electron-vite (`dev` or `preview`) once the Electron runtime is there. Where it cannot be had: says so in one line,
// and serves the same page to a browser.

import { spawn, spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'

const require = createRequire(import.meta.url)
const [mode = 'preview', ...options] = process.argv.slice(2)

/** @param {string} packageName @param {string} file @param {string[]} args @param {import('node:child_process').StdioOptions} stdio */
function runBin(packageName, file, args, stdio) {
  const script = join(dirname(require.resolve(`${packageName}/package.json`)), file)
  return spawnSync(process.execPath, [script, ...args], { stdio }).status ?? 1
}

/** @param {string} outDir */
function serve(outDir) {
  const child = spawn(process.execPath, [join(outDir, 'main/cli.js'), 'serve'], { stdio: 'inherit' })
  // Ctrl+C in a terminal reaches both: the server leaves every bus idle, and this waits for it.
  process.on('SIGINT', () => undefined)
  process.on('SIGTERM', () => child.kill('SIGTERM'))
  child.on('exit', (code) => (process.exitCode = code ?? 1))
}

// Electron's own installer: returns at once if the runtime is already unpacked, else downloads it.
if (runBin('electron', 'install.js', [], 'ignore') === 0) {
  process.exitCode = runBin('electron-vite', 'bin/electron-vite.js', [mode, ...options], 'inherit')
} else {
  process.stderr.write(
    'Arpeggio cannot open its window, the Electron runtime is not installed and could not be downloaded: ' +
      'it serves the same page to a browser instead\n',
  )
  const outDir = resolve(options[0] === '--outDir' ? (options[1] ?? 'out') : 'out')
  // Standard output is for the address alone.
  const built = runBin('electron-vite', 'bin/electron-vite.js', ['build', '--outDir', outDir], ['ignore', 'ignore', 2])
  if (built === 0) serve(outDir)
  else process.exitCode = built
}
