import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import type { BenchTable } from './table.ts'

const ROOT = resolve(import.meta.dirname, '../..')
const ENTRIES = { built: 'out/main/cli.js', 'from sources': 'src/main/cli/launcher.js' } as const
const COMMANDS = {
  '--version': ['--version'],
  '--help': ['--help'],
  'enumerate, simulated card': ['enumerate', '--adapter', 'sim:pcie-card', '--arm', '--no-history', '--json'],
} as const
const RUNS = 9
/** Against a Node that does nothing. */
const MAX_VERSION_RATIO = 1.5

/** How long a command takes from the shell's side, against a Node that does nothing. */
export function benchStartUp(): Promise<readonly BenchTable[]> {
  const nothing = leastMs(['-e', '0'])
  const broken: string[] = []
  const rows = Object.entries(COMMANDS).map(([name, args]) => {
    const ratios = Object.values(ENTRIES).map((entry) => {
      if (!existsSync(resolve(ROOT, entry))) return NaN
      return leastMs([resolve(ROOT, entry), ...args]) / nothing
    })
    if (name === '--version' && ratios.some((ratio) => ratio > MAX_VERSION_RATIO)) {
      broken.push(`--version takes ${Math.max(...ratios).toFixed(2)} times as long as a Node that does nothing`)
    }
    return [name, ...ratios.map((ratio) => (Number.isNaN(ratio) ? 'not built' : ratio.toFixed(2)))]
  })
  return Promise.resolve([
    {
      title: 'Start of the command line',
      method: 'The least of nine whole processes, from start to end, against `node -e 0`.',
      columns: ['command', ...Object.keys(ENTRIES)],
      rows,
      broken,
    },
  ])
}

/** The least of several runs: what else goes on in the machine only ever adds. */
function leastMs(args: readonly string[]): number {
  const times = Array.from({ length: RUNS }, () => {
    const before = performance.now()
    const { status } = spawnSync(process.execPath, args, { stdio: 'ignore' })
    if (status !== 0) throw new Error(`node ${args.join(' ')} ended with ${status}`)
    return performance.now() - before
  })
  return Math.min(...times)
}
