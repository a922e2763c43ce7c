import { userInfo } from 'node:os'
import type { BusRequest, OperationKind, OperationRequest } from '#shared/api/operation-request.ts'
import { exitCodeOf } from '#shared/run/exit-code.ts'
import { renderDevicesCsv, renderTransactionsCsv } from '#shared/report/csv.ts'
import { renderJson } from '#shared/report/json.ts'
import type { Identify } from '#shared/identify/identify.ts'
import type { ArpEvent } from '#shared/arp/events.ts'
import type { Run } from '#shared/run/run.ts'
import { isBundlePath } from '../bundle/bundle-format.ts'
import { preferRemembered } from '../engine/prefer-remembered.ts'
import { sha256 } from '../engine/sha256.ts'
import { nameGiven, type Arm } from './arm-option.ts'
import { Commentary } from './commentary.ts'
import type { BusOptions, Format, OutputOptions } from './common-options.ts'
import { EXIT } from './exit-code.ts'
import { UsageError } from './failure.ts'
import { History } from './history.ts'
import { READER_GONE, type CliHost } from './host.ts'
import { checkWritable, writeOutput } from './output-file.ts'
import { readRules } from './read-rules.ts'
import { hints } from './render/hints.ts'
import { renderRunTable } from './render/run-table.ts'
import { decisiveFinding, verdictSentence } from '#shared/report/verdict.ts'
import { viewOf, type View } from './render/view.ts'

/** The options of a command that runs an operation. */
export type OperationOptions = BusOptions & OutputOptions & { readonly arm?: Arm }

/** What differs from one operation's command to the next. */
export interface OperationCommand {
  readonly options: OperationOptions
  readonly request: OperationKind
  readonly table?: (run: Run, view: View) => string
  readonly csv?: (run: Run) => string
}

/** What a command that runs an operation came to. */
export interface CarriedOut {
  readonly run: Run
  /** What went to standard output. */
  readonly format: Format
  readonly exitCode: number
}

/** Runs an operation and writes its Run as the options say; answers the exit code. */
export async function runOperationCommand(host: CliHost, command: OperationCommand): Promise<number> {
  return (await carryOut(host, command)).exitCode
}

/** Runs an operation and writes its Run as the options say. */
export async function carryOut(host: CliHost, command: OperationCommand): Promise<CarriedOut> {
  const { options } = command
  checkFormat(options)
  const commentary = new Commentary(host, options)
  await using history = new History(host, options)
  const run = await performOperation(host, { ...command, history }, (event) => commentary.observe(event))
  const format = stdoutFormat(options, host)
  const render = (as: Format, view: View): string => renderRun(run, as, view, command)
  commentary.result(render(format, viewOf(host.stdout)))
  await history.keep(run)
  if (options.output !== undefined) {
    const plain = viewOf({ ...host.stdout, hasColour: false, columns: undefined })
    await writeRun(options.output, run, () => render(options.format ?? 'json', plain))
  }
  return { run, format, exitCode: conclude(host, run, { format, isQuiet: options.quiet ?? false }) }
}

/**
 * Runs the operation of a command on an engine of its own.
 * @throws UsageError and what `Engine.run` throws, all before anything is sent
 */
export async function performOperation(
  host: CliHost,
  { options, request, history }: Pick<OperationCommand, 'options' | 'request'> & { readonly history: History },
  observe: (event: ArpEvent, identify: Identify) => void,
): Promise<Run> {
  if (options.output !== undefined) await checkWritable(options.output)
  const bus = busRequest(options)
  const rules = options.rules === undefined ? [] : await readRules(options.rules)
  await using engine = await host.createEngine()
  const { arm } = options
  if (arm !== undefined) {
    const name = nameGiven(arm, bus.selector)
    engine.arm(bus.selector, `${userName()} (--arm${name === null ? '' : ` ${name}`})`, name)
  }
  const identify = await engine.identification(rules)
  const { pec, timeout } = options
  const settings = { pec, rules, ...(timeout === undefined ? {} : { timeoutMs: timeout }) }
  // Without consent it will be refused, whatever addresses it was to give out.
  const preferring =
    arm === undefined ? request : await preferRemembered(request, () => history.preferredAddresses(bus.selector))
  const whole: OperationRequest = { ...preferring, ...settings }
  return await engine.run(bus, whole, { observe: (event) => observe(event, identify), signal: host.signal })
}

/**
 * The bus that the options name.
 * @throws UsageError where they name none
 */
export function busRequest({ adapter, speed }: Pick<BusOptions, 'adapter' | 'speed'>): BusRequest {
  if (adapter === undefined) {
    throw new UsageError(
      '--adapter is missing: name a bus, such as --adapter mcp2221 or --adapter sim:pcie-card; "arpeggio adapters" lists what is attached',
    )
  }
  return { selector: adapter, ...(speed === undefined ? {} : { clockHz: speed }) }
}

/** Says on standard error how a run ended where that is no success; answers the exit code. */
export function conclude(
  host: CliHost,
  run: Run,
  { format, isQuiet }: { readonly format: Format; readonly isQuiet: boolean },
): number {
  if (host.signal.reason === READER_GONE) return EXIT.done
  const exitCode = exitCodeOf(run)
  const isTold = format === 'table'
  if (!run.complete) {
    // A table says it too; where it goes to a file or a pipe, the terminal has to.
    if (!(isTold && host.stdout.isTerminal)) {
      host.stderr.write(`arpeggio: ${decisiveFinding(run)?.message ?? verdictSentence(run)}\n`)
    }
  } else if (!isTold && !isQuiet) {
    if (exitCode !== EXIT.done) host.stderr.write(`arpeggio: ${verdictSentence(run)}\n`)
    for (const hint of hints(run)) host.stderr.write(`try: ${hint}\n`)
  }
  return exitCode
}

/** The form of what goes to standard output: with -o, --format is the file's. */
export function stdoutFormat(
  { format, json, output }: Pick<OutputOptions, 'format' | 'json' | 'output'>,
  { stdout }: CliHost,
): Format {
  if (json) return 'json'
  if (output !== undefined) return 'table'
  return format ?? (stdout.isTerminal ? 'table' : 'json')
}

/** Writes a run just made to a file: as a bundle where the file is one by its name, else as `render` gives it. */
export async function writeRun(path: string, run: Run, render: () => string): Promise<void> {
  if (isBundlePath(path)) await (await import('./write-bundle.ts')).writeBundle(path, run, 'made')
  else await writeOutput(path, render())
}

/**
 * @throws UsageError for options of the output that contradict each other
 */
export function checkFormat({ format, json, transactions, output }: OutputOptions): void {
  if (format !== undefined && output !== undefined && isBundlePath(output)) {
    throw new UsageError(`-o ${output} is a bundle by its name, and --format ${format} is none; leave --format out`)
  }
  if (transactions && format !== 'csv') {
    throw new UsageError('--transactions chooses a table of --format csv; JSON holds the transactions already')
  }
  if (json && format !== undefined && format !== 'json' && output === undefined) {
    throw new UsageError(`--json and --format ${format} contradict each other; give one of them`)
  }
}

function renderRun(run: Run, format: Format, view: View, { table, csv, options }: OperationCommand): string {
  switch (format) {
    case 'table':
      return (table ?? renderRunTable)(run, view)
    case 'json':
      return renderJson(run, sha256)
    case 'csv':
      return options.transactions ? renderTransactionsCsv(run) : (csv ?? renderDevicesCsv)(run)
  }
}

function userName(): string {
  try {
    return userInfo().username
  } catch {
    // A user the system has no name for, as in a container.
    return 'unknown user'
  }
}
