import type { WriteStream } from 'node:tty'
import { userDataFolder } from '../engine/data-folder.ts'
import { EXIT } from './exit-code.ts'
import { READER_GONE, type CliHost, type Output } from './host.ts'
import { version } from './version.js'

/** The host that a process of its own is, until it is disposed of. */
export function processHost(): CliHost & Disposable {
  const stop = new AbortController()
  const onSignal = (): void => {
    ignoreSignals()
    stop.abort(new DOMException('interrupted', 'AbortError'))
  }
  // The second signal finds no handler and ends the process at once, as it would without us.
  const ignoreSignals = (): void => {
    for (const name of ['SIGINT', 'SIGTERM'] as const) process.off(name, onSignal)
  }
  const onOutputError = (error: NodeJS.ErrnoException): void => {
    stop.abort(READER_GONE)
    if (error.code === 'EPIPE') return
    process.stderr.write(`arpeggio: can't write the result to standard output (${error.code ?? error.message})\n`)
    process.exitCode = EXIT.usage
  }
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, onSignal)
  process.stdout.on('error', onOutputError)
  // What is said besides the result may go unheard.
  process.stderr.on('error', () => undefined)
  return {
    stdout: output(process.stdout),
    stderr: output(process.stderr),
    signal: stop.signal,
    dataFolder: userDataFolder(),
    createEngine: async () => (await import('../engine/create-engine.ts')).createEngine({ name: 'arpeggio', version }),
    input: (hint) => typedLines(hint, stop.signal),
    [Symbol.dispose]() {
      ignoreSignals()
      // The error handlers stay: a pipe can break while the process ends.
    },
  }
}

/** Lines from standard input; a terminal gets a prompt, and history by the arrow keys. */
async function* typedLines(hint: string, signal: AbortSignal): AsyncIterable<string> {
  const { createInterface } = await import('node:readline')
  const { stdin: input, stderr: output } = process
  const lines = createInterface({ input, signal, ...(input.isTTY ? { output, prompt: 'arp> ' } : {}) })
  // A terminal in raw mode sends Ctrl+C as a character, which ends nothing by itself.
  lines.on('SIGINT', () => process.kill(process.pid, 'SIGINT'))
  if (input.isTTY) output.write(`${hint}\n`)
  lines.prompt()
  for await (const line of lines) {
    yield line
    lines.prompt()
  }
}

function output(stream: WriteStream): Output {
  // Undefined, whatever its type says, where the stream is no terminal.
  const isTerminal = (stream.isTTY as boolean | undefined) ?? false
  const wantsNone = (process.env['NO_COLOR'] ?? '') !== '' || process.env['TERM'] === 'dumb'
  return {
    write: (text) => void stream.write(text),
    isTerminal,
    hasColour: isTerminal && !wantsNone,
    // Some terminals have no size, and say 0.
    columns: isTerminal && stream.columns > 0 ? stream.columns : undefined,
  }
}
