// Runs the tests that need a real browser. Finds one, else installs one, else says how.

import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { chromium } from 'playwright'

const require = createRequire(import.meta.url)

const INSTALLED = [
  process.env['CHROMIUM_PATH'] ?? '',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
]

/** @param {string} packageName @param {string} file */
function scriptOf(packageName, file) {
  return join(dirname(require.resolve(`${packageName}/package.json`)), file)
}

function findBrowser() {
  return [...INSTALLED, chromium.executablePath()].find((path) => path !== '' && existsSync(path))
}

/** Playwright's own download; where that can't be had, Debian's package. */
function installBrowser() {
  process.stderr.write('No Chromium found: installing one\n')
  spawnSync(process.execPath, [scriptOf('playwright', 'cli.js'), 'install', 'chromium'], { stdio: 'ignore' })
  if (!findBrowser() && existsSync('/usr/bin/apt-get') && process.getuid?.() === 0) {
    spawnSync('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], { stdio: 'ignore' })
  }
  return findBrowser()
}

const browser = findBrowser() ?? installBrowser()
if (browser === undefined) {
  process.stderr.write(
    'No Chromium to test in, and none could be installed: install Chromium or Chrome, or name one by CHROMIUM_PATH\n',
  )
  process.exitCode = 1
} else {
  const args = [
    scriptOf('vitest', 'vitest.mjs'),
    'run',
    '--config',
    'vitest.browser.config.ts',
    ...process.argv.slice(2),
  ]
  const env = { ...process.env, CHROMIUM_PATH: browser }
  process.exitCode = spawnSync(process.execPath, args, { stdio: 'inherit', env }).status ?? 1
}
