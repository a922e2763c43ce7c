import { main } from '../../../src/main/cli/arpeggio.ts'
import type { CliHost, Output } from '../../../src/main/cli/host.ts'
import { createEngine } from '../../../src/main/engine/create-engine.ts'
import type { Engine } from '../../../src/main/engine/engine.ts'

/** What a command line came to. */
export interface CliResult {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

/** What surrounds a command line; a pipe on both ends and this computer unless told otherwise. */
export interface CliSurroundings {
  readonly engine?: () => Engine
  readonly signal?: AbortSignal
  /** Where the history is; without it there is none. */
  readonly dataFolder?: string
  /** Both streams are terminals, with colour. */
  readonly terminal?: { readonly columns: number | undefined }
  /** The lines of standard input; without them there is none. */
  readonly input?: readonly string[]
  /** Called with each text that goes to standard error. */
  readonly onStderr?: (text: string) => void
}

/** Runs a command line in this process. */
export async function runCli(args: readonly string[], around: CliSurroundings = {}): Promise<CliResult> {
  const { engine = () => createEngine({ name: 'arpeggio', version: '0.0.0' }), terminal } = around
  const texts = { stdout: '', stderr: '' }
  const output = (name: 'stdout' | 'stderr'): Output => ({
    write: (text) => {
      texts[name] += text
      if (name === 'stderr') around.onStderr?.(text)
    },
    isTerminal: terminal !== undefined,
    hasColour: terminal !== undefined,
    columns: terminal?.columns,
  })
  const host: CliHost = {
    stdout: output('stdout'),
    stderr: output('stderr'),
    signal: around.signal ?? new AbortController().signal,
    dataFolder: around.dataFolder,
    createEngine: () => Promise.resolve(engine()),
    ...(around.input ? { input: () => linesOf(around.input ?? []) } : {}),
  }
  return { exitCode: await main(args, host), ...texts }
}

async function* linesOf(lines: readonly string[]): AsyncIterable<string> {
  await Promise.resolve()
  yield* lines
}

/** Runs a command line given as one text: words between single spaces. */
export function run(commandLine: string, around?: CliSurroundings): Promise<CliResult> {
  return runCli(commandLine.split(' '), around)
}
