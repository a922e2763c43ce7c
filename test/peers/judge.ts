import { execFileSync } from 'node:child_process'
import { describe } from 'vitest'

/** Why a judge may not be missing: a build server that skips judges nothing. */
const IS_BUILD_SERVER = process.env['CI'] === 'true'

/** The tests of one judge. Without its program they are skipped, and said to be; on a build server they fail. */
export function describeJudge(program: string, title: string, tests: () => void): void {
  if (isInstalled(program) || IS_BUILD_SERVER) {
    describe(`${program} ${title}`, tests)
    return
  }
  process.stderr.write(`skipped, ${program} is not installed: ${title}\n`)
  describe.skip(`${program} ${title} (${program} is not installed)`, tests)
}

/** What a program writes to its standard output. */
export function run(program: string, args: readonly string[], environment: NodeJS.ProcessEnv = {}): string {
  return execFileSync(program, args, {
    encoding: 'utf8',
    env: { ...process.env, ...environment },
    maxBuffer: 1 << 28,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

function isInstalled(program: string): boolean {
  try {
    execFileSync('sh', ['-c', `command -v ${program}`], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
