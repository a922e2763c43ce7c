import { execFile, spawn, type ExecFileOptions } from 'node:child_process'

/** How a program ended, and what it said. */
export interface Ended {
  /** Null where it did not end in time and was killed. */
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
  readonly seconds: number
}

/** A program under way. */
export interface Running {
  readonly pid: number
  /** Settles when its standard error has shown `text`, or it ended. */
  shown(text: string): Promise<void>
  stop(signal: NodeJS.Signals): void
  readonly ended: Promise<Ended>
}

/** Where waiting is skipped, time flies while a page is fetched from the host: the host says what is too long. */
export const TIMEOUT_MS = Number(process.env['LIMIT_MS'])
const CLI = '/run/program/cli.js'
const ENV = { ...process.env, HOME: '/tmp', XDG_RUNTIME_DIR: '' }

/** The commands under test that would be remembered: no Run here may depend on one before it. */
const REMEMBERED = ['enumerate', 'scan', 'watch']

/** Tells the host one fact, on the second serial port: one line of JSON. */
export function tell(name: string, fact: unknown): void {
  process.stdout.write(`${JSON.stringify({ name, fact })}\n`)
}

/** Runs a program to its end. Never fails: how it ended is what is asked. */
export function run(command: string, args: readonly string[], options: ExecFileOptions = {}): Promise<Ended> {
  const startMs = performance.now()
  return new Promise((resolve) => {
    const settings = { timeout: TIMEOUT_MS, killSignal: 'SIGKILL', ...options, encoding: 'utf8' } as const
    execFile(command, args, settings, (error, stdout, stderr) => {
      const exitCode = error ? (typeof error.code === 'number' ? error.code : null) : 0
      resolve({ exitCode, stdout, stderr, seconds: secondsSince(startMs) })
    })
  })
}

/** The command line under test, as another user where `uid` says so. */
export function arpeggio(args: readonly string[], uid?: number): Promise<Ended> {
  const user = uid === undefined ? {} : { uid, gid: uid }
  return run(process.execPath, commandLine(args), { env: ENV, ...user })
}

/** The same, without waiting for its end. */
export function startArpeggio(args: readonly string[]): Running {
  const startMs = performance.now()
  const child = spawn(process.execPath, commandLine(args), {
    env: ENV,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: TIMEOUT_MS,
  })
  const said = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said.stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said.stderr += text))
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (exitCode) => resolve({ exitCode, ...said, seconds: secondsSince(startMs) }))
  })
  return {
    pid: child.pid ?? 0,
    ended,
    stop: (signal) => void child.kill(signal),
    async shown(text) {
      const appeared = new Promise<void>((resolve) => {
        for (const stream of [child.stdout, child.stderr])
          stream.on('data', () => {
            if ((said.stdout + said.stderr).includes(text)) resolve()
          })
      })
      await Promise.race([appeared, ended])
    },
  }
}

function commandLine(args: readonly string[]): string[] {
  const forgets = REMEMBERED.includes(args[0] ?? '') ? ['--no-history'] : []
  return [CLI, ...args, ...forgets]
}

function secondsSince(startMs: number): number {
  return Math.round((performance.now() - startMs) / 10) / 100
}
