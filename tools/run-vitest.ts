import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

const require = createRequire(import.meta.url)

/** Runs Vitest once, its output where this program's goes, and gives its exit code. */
export function runVitest(...args: string[]): number {
  const script = join(dirname(require.resolve('vitest/package.json')), 'vitest.mjs')
  return spawnSync(process.execPath, [script, 'run', ...args], { stdio: 'inherit' }).status ?? 1
}
