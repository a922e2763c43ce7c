// Where the tests find a browser, and how they get one.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { chromium } from 'playwright'

const require = createRequire(import.meta.url)

const INSTALLED = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
]
/** A connection that is swallowed rather than refused must not hold the tests up for ever. */
const LONGEST_INSTALL_MS = 10 * 60_000

const isRoot = process.getuid?.() === 0

/** A Chromium on this computer: the one CHROMIUM_PATH names, the system's, or Playwright's own. */
export function findChromium(): string | undefined {
  const named = process.env['CHROMIUM_PATH']
  return named ?? [...INSTALLED, chromium.executablePath()].find((path) => existsSync(path))
}

/** How Playwright starts it. Chromium's sandbox does not start for root, as whom containers run. */
export function launchOptions(): { executablePath: string; args: string[] } {
  return { executablePath: findChromium() ?? chromium.executablePath(), args: isRoot ? ['--no-sandbox'] : [] }
}

/** Debian's package where a build machine runs as root, else Playwright's download. Says what it does. */
export function installChromium(): string | undefined {
  if (process.env['CI'] && isRoot && existsSync('/usr/bin/apt-get')) installFromDebian()
  if (findChromium() === undefined) download()
  return findChromium()
}

function installFromDebian(): void {
  process.stderr.write('No Chromium found: installing Debian’s package\n')
  const apt = (...args: string[]): boolean => run('apt-get', ['-q', '-y', ...args])
  const install = ['install', '--no-install-recommends', 'chromium']
  // The lists of a bare image are empty, or too old to name what is on the mirror.
  if (!apt('update') || !apt(...install)) process.stderr.write('apt-get could not install it\n')
}

function download(): void {
  process.stderr.write('No Chromium found: downloading Playwright’s, into the cache of this user\n')
  const cli = join(dirname(require.resolve('playwright/package.json')), 'cli.js')
  run(process.execPath, [cli, 'install', '--no-shell', 'chromium'])
}

function run(command: string, args: string[]): boolean {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  return spawnSync(command, args, { stdio: ['ignore', 'ignore', 2], env, timeout: LONGEST_INSTALL_MS }).status === 0
}
