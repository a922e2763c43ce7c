import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { text } from 'node:stream/consumers'
import { parseRun } from '#shared/run/parse-run.ts'
import type { Run } from '#shared/run/run.ts'
import { claimAdapter, claimOwner } from '../../../src/main/engine/claim.ts'
import { sha256 } from '../../../src/main/engine/sha256.ts'
import { openStore } from '../../../src/main/store/open-store.ts'

const PROGRAM = resolve(import.meta.dirname, 'cli-on-bench.ts')

/** How a process ended. */
export interface Ended {
  readonly exitCode: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

/** How a process is started. */
export interface Start {
  /** What befalls it and when, as `cli-on-bench.ts` takes it. */
  readonly strike?: string
  /** Largest file it may write, in the blocks of 512 bytes that a shell counts in. */
  readonly largestFileBlocks?: number
  /** Where its result goes instead of a pipe. */
  readonly stdoutTo?: string
  readonly output?: string
}

/** A folder with a history and a report in it, and an adapter to be claimed. */
export class Bench implements AsyncDisposable {
  readonly #folder: string
  readonly devicePath: string
  readonly report: string
  readonly history: string

  constructor(folder: string) {
    this.#folder = folder
    this.devicePath = join(folder, 'hidraw0')
    this.report = join(folder, 'run.json')
    this.history = join(folder, 'history.sqlite')
  }

  static async make(): Promise<Bench> {
    return new Bench(await mkdtemp(join(tmpdir(), 'arpeggio-faults-')))
  }

  /** Another bench with the same history and report. */
  async copy(): Promise<Bench> {
    const bench = await Bench.make()
    await cp(this.#folder, bench.#folder, { recursive: true })
    return bench
  }

  /** Enumerates in a process of its own, to its end. */
  async enumerate({ strike = '', largestFileBlocks, stdoutTo, output = this.report }: Start = {}): Promise<Ended> {
    const command = ['enumerate', '--adapter', 'mcp2221', '--arm', '--verbose', '--json', '--store', this.history]
    const limit = largestFileBlocks === undefined ? '' : `ulimit -f ${largestFileBlocks}; `
    const redirect = stdoutTo === undefined ? '' : ` >${stdoutTo}`
    const words = [process.execPath, PROGRAM, this.devicePath, strike, ...command, '-o', output]
    const child = spawn('sh', ['-c', `${limit}exec "$@"${redirect}`, 'sh', ...words], {
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const [stdout, stderr, [exitCode, signal]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>,
    ])
    return { exitCode, signal, stdout, stderr }
  }

  /** What is in the report; it throws where that is not a whole Run. */
  async reported(): Promise<Run> {
    return parseRun(await readFile(this.report, 'utf8'), sha256)
  }

  /** Every run of the history, each read as a whole; it throws where one is not, or the file had to be set aside. */
  async kept(): Promise<Run[]> {
    const complain = (line: string): never => {
      throw new Error(line)
    }
    await using store = openStore({ kind: 'sqlite', path: this.history, mayCreateFolder: false }, complain)
    const runs: Run[] = []
    for (const { runId } of await store.list({})) {
      const run = await store.get(runId)
      if (!run) throw new Error(`the history lists ${runId} and does not have it`)
      runs.push(run)
    }
    return runs
  }

  /** Whether the adapter can be claimed, as after everybody has let go of it. */
  async isFree(): Promise<boolean> {
    if (await claimOwner(this.devicePath)) return false
    await using claim = await claimAdapter(this.devicePath)
    return claim.devicePath === this.devicePath
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.#folder, { recursive: true })
  }
}
