// `npm test`: everything, or with arguments that part of Vitest's own suite. The browser's tests come last and alone: they
// measure how long the page is held up.
import { runVitest } from './run-vitest.ts'

const parts = process.argv.slice(2)
process.exitCode = runVitest(...parts)
if (process.exitCode === 0 && parts.length === 0) await import('./test-browser.ts')
