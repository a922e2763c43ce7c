// `npm test`: everything, or with arguments that part of Vitest's own suite. The browser's tests come last and alone: they
// measure how long the page is held up.
import { findChromium, installChromium } from './chromium.ts'
import { runVitest } from './run-vitest.ts'

const parts = process.argv.slice(2)
// A few of Vitest's own tests look on in a browser, and are left out where there is none: a build server has one first.
if (parts.length === 0 && process.env['CI'] && findChromium() === undefined) installChromium()
process.exitCode = runVitest(...parts)
if (process.exitCode === 0 && parts.length === 0) await import('./test-browser.ts')
