import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import fc from 'fast-check'
import { renderJson } from '#shared/report/json.ts'
import { initExpectation, renderExpectation } from '#shared/run/expect-init.ts'
import { printable } from '#shared/run/printable.ts'
import { COMMANDS } from '../../../src/main/cli/command-list.ts'
import { runCli } from '../../main/cli/run-cli.ts'
import { recordedEngine } from '../../main/engine/recorded-engine.ts'
import { sha256 } from '../../support/sha256.ts'
import { UDID } from '../../vectors/arp-frames.ts'
import type { FuzzTarget } from '../fuzz-target.ts'
import { byteMutation } from '../mutators/bytes.ts'
import { LINES, partMutation } from '../mutators/records.ts'
import { hold } from '../oracles.ts'
import { exampleRuns } from './example-runs.ts'
import { textOf } from './text-input.ts'

const MOST_TURNS = 500
const MOST_OUTPUT = 2_000_000
const EXIT_CODES: ReadonlySet<number> = new Set([0, 1, 2, 3, 4, 130])
/** They end when they are told to, and one of them looks at this computer. */
const LEFT_OUT: ReadonlySet<string> = new Set(['serve', 'usbip', 'doctor', 'adapters'])

const OPTIONS = [
  '--adapter',
  '--arm',
  '--speed',
  '--timeout',
  '--pec',
  '--format',
  '--json',
  '--output',
  '-o',
  '--quiet',
  '--verbose',
  '--pool',
  '--reserve',
  '--prefer',
  '--no-probe',
  '--move',
  '--range',
  '--method',
  '--for',
  '--interval',
  '--expect',
  '--rules',
  '--no-history',
  '--store',
  '--transactions',
  '--help',
  '--version',
  '--udid',
  '--address',
  '--keep',
  '--older-than',
]
const VALUES = [
  'sim:pcie-card',
  'sim:single@mcp2221',
  'sim:single@ch341',
  'sim:card.json',
  'mcp2221',
  'i2c-dev:0',
  'run.json',
  'expect.json',
  'rules.json',
  'out.json',
  'out.arpeggio',
  'history.db',
  '100000',
  '1s',
  '1h',
  'csv',
  'strict',
  'quick',
  '0x11-0x17',
  '0x61',
  '0x20',
  UDID.i210,
  'udid',
  'frame',
  'show',
  'list',
  'init',
  'prune',
  'export',
  'sim',
  '-1',
  '1e9',
  '\u202e',
  '',
  'S 61 W 03 Sr 61 R P',
]

const SEEDS = [
  'enumerate --adapter sim:single --arm',
  'enumerate --adapter sim:card.json --arm --pool 0x11-0x17 --json -o out.arpeggio',
  'inventory --adapter sim:single@mcp2221 --arm --range 0x10-0x20',
  'scan --adapter sim:single --method read --format csv',
  `assign ${UDID.i210} 0x20 --adapter sim:single --arm`,
  'reset --adapter sim:single --arm',
  'watch --adapter sim:single --arm --for 2s --interval 1s',
  'verify --adapter sim:single --arm --expect expect.json',
  'lines --adapter sim:stuck-sda',
  'decode frame 610301',
  `decode udid ${UDID.i210}`,
  'report run.json --format html',
  'diff run.json run.json',
  'bundle run.json -o out.arpeggio',
  'expect init run.json',
  'history list --store history.db --since 1h',
  'history show 0f3a --store history.db',
  'sim show single',
  'help scan',
]

let files: Promise<ReadonlyMap<string, string>> | undefined

/** Command lines, in a folder of their own. Input: the arguments, one a line. */
export const commandLines: FuzzTarget = {
  name: 'command-lines',
  ciRuns: 400,
  seeds: () => SEEDS.map((line) => new TextEncoder().encode(line.replaceAll(' ', '\n'))),
  mutation: fc.oneof(
    {
      weight: 5,
      arbitrary: partMutation(LINES, byteMutation(), [...COMMANDS.map(({ name }) => name), ...OPTIONS, ...VALUES]),
    },
    { weight: 1, arbitrary: byteMutation(OPTIONS) },
  ),
  run: async (input) => {
    const args = argumentsOf(input)
    if (args.some((arg) => LEFT_OUT.has(arg))) return
    files ??= makeFiles()
    const folder = mkdtempSync(join(tmpdir(), 'arpeggio-fuzz-'))
    const before = process.cwd()
    try {
      for (const [name, text] of await files) writeFileSync(join(folder, name), text)
      mkdirSync(join(folder, 'data'))
      process.chdir(folder)
      await holdEnds(args)
    } finally {
      process.chdir(before)
      rmSync(folder, { recursive: true })
    }
  },
}

/** Arguments that name no file outside of the folder, and no server. */
function argumentsOf(input: Uint8Array): string[] {
  return textOf(input)
    .split('\n')
    .slice(0, 40)
    .map((arg) => arg.replaceAll(/[/\\\0]|\.\./g, '_'))
}

async function holdEnds(args: readonly string[]): Promise<void> {
  const { exitCode, stdout, stderr } = await untilStopped((signal) =>
    runCli(args, { engine: () => recordedEngine().engine, signal }),
  )
  hold(EXIT_CODES.has(exitCode), 'an exit code is one of those documented', [args, exitCode, stderr])
  hold(stdout.length + stderr.length < MOST_OUTPUT, 'output is bounded', stdout.length)
  hold(
    stderr.split('\n').every((line) => printable(line) === line),
    'standard error does not steer the terminal',
    stderr,
  )
  if (exitCode === 4 && !args.includes('--verbose')) {
    hold(
      /^arpeggio: [^\n]+\n$|^Usage: /.test(stderr),
      'what is wrong with a command line is said in one line, or all of help',
      [args, stderr],
    )
  }
}

async function makeFiles(): Promise<ReadonlyMap<string, string>> {
  const [run] = await exampleRuns()
  if (!run) throw new Error('there is no example')
  return new Map([
    ['run.json', renderJson(run, sha256)],
    ['expect.json', renderExpectation(initExpectation(run))],
    ['rules.json', '{"schema_version": "1.0", "rules": [{"vendor": "0x8086", "says": "Intel"}]}'],
    ['card.json', `{"schema_version": "1.0", "name": "card", "devices": [{"kind": "arp", "udid": "${UDID.i210}"}]}`],
  ])
}

/** What goes on until Ctrl+C gets one after some turns, in which simulated time passes, and then has as many again to end. */
async function untilStopped<T>(command: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const abort = new AbortController()
  const running = command(abort.signal)
  const over = running.then(
    () => true,
    () => true,
  )
  for (let turn = 0; !(await Promise.race([over, setTimeout(0, false)])); turn++) {
    if (turn === MOST_TURNS) abort.abort()
    hold(turn < 2 * MOST_TURNS, 'a command ends when it is told to')
  }
  return running
}
