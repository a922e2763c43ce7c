// Runs the tests that need a browser: the page's own, then the whole program's. Finds one, else installs one, else says how.
import { findChromium, installChromium } from './chromium.ts'
import { runVitest } from './run-vitest.ts'

const HOW = 'install Chromium or Chrome, or name one by CHROMIUM_PATH'

if (findChromium() ?? installChromium()) {
  process.exitCode = runVitest('--config', 'vitest.browser.config.ts', ...process.argv.slice(2))
} else if (process.env['CI']) {
  process.stderr.write(`No Chromium to test in, and none could be installed: ${HOW}\n`)
  process.exitCode = 1
} else {
  process.stderr.write(`Skipped test/renderer/browser and test/e2e, which need a browser: ${HOW}\n`)
}
