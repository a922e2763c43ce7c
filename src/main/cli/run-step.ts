import { STEP_FORMS, parseStepCommand, type StepCommand } from '#shared/arp/step-command.ts'
import { renderJson } from '#shared/report/json.ts'
import { sha256 } from '../engine/sha256.ts'
import { Commentary } from './commentary.ts'
import { EXIT } from './exit-code.ts'
import { UsageError } from './failure.ts'
import { History } from './history.ts'
import type { CliHost } from './host.ts'
import { renderRunTable } from './render/run-table.ts'
import { stepLines } from './render/step.ts'
import { viewOf } from './render/view.ts'
import {
  checkFormat,
  conclude,
  performOperation,
  stdoutFormat,
  writeRun,
  type OperationOptions,
} from './run-command.ts'

/** Sends commands as they are given, or typed, one at a time; answers the exit code. */
export async function runStep(
  host: CliHost,
  given: readonly StepCommand[] = [],
  options: OperationOptions,
): Promise<number> {
  checkFormat(options)
  const typed = new TypedCommands(host)
  const commands = given.length > 0 ? eachOf(given) : typed.read()
  const commentary = new Commentary(host, options)
  const format = stdoutFormat(options, host)
  const view = viewOf(host.stdout)
  await using history = new History(host, options)
  const request = { operation: 'step', commands, before: [] } as const
  const run = await performOperation(host, { options, request, history }, (event) => {
    commentary.observe(event)
    if (event.type === 'step' && format === 'table') commentary.result(stepLines(event, view))
  })
  await history.keep(run)
  if (format === 'json') commentary.result(renderJson(run, sha256))
  const { output } = options
  if (output !== undefined) {
    const plain = viewOf({ ...host.stdout, hasColour: false, columns: undefined })
    await writeRun(output, run, () =>
      options.format === 'table' ? renderRunTable(run, plain) : renderJson(run, sha256),
    )
  }
  const exitCode = conclude(host, run, { format, isQuiet: options.quiet ?? false })
  return exitCode === EXIT.done && typed.hasMisread ? EXIT.usage : exitCode
}

async function* eachOf(commands: readonly StepCommand[]): AsyncIterable<StepCommand> {
  await Promise.resolve()
  yield* commands
}

/** Commands from standard input, a line each. One that is none is said to be, and the next is read. */
class TypedCommands {
  readonly #host: CliHost
  /** A line was no command. */
  hasMisread = false

  constructor(host: CliHost) {
    this.#host = host
  }

  /** @throws UsageError where there is no standard input; the signal's reason when interrupted */
  async *read(): AsyncIterable<StepCommand> {
    const { input, stderr, signal } = this.#host
    if (!input) throw new UsageError(`no command was given: ${STEP_FORMS}`)
    for await (const line of input(`${STEP_FORMS}, quit`)) {
      const text = line.trim()
      if (text === 'quit' || text === 'exit') break
      if (text === '' || text.startsWith('#')) continue
      for (const word of text.split(/\s+/)) {
        const command = this.#parse(word)
        if (typeof command === 'string') stderr.write(`arpeggio: ${command}\n`)
        else yield command
      }
    }
    signal.throwIfAborted()
  }

  #parse(word: string): StepCommand | string {
    try {
      return parseStepCommand(word)
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error
      this.hasMisread = true
      return error.message
    }
  }
}
