import type { AdapterInfo } from '#shared/adapters/adapter.ts'
import type { LineLevel, LineLevels, RecoveryReport } from '#shared/i2c/bus.ts'
import { describeStuckLines } from '#shared/i2c/self-test.ts'
import { runAdapter } from '#shared/run/head.ts'
import type { BusOptions, OutputOptions } from './common-options.ts'
import { EXIT } from './exit-code.ts'
import type { CliHost, Output } from './host.ts'
import { checkWritable, writeOutput } from './output-file.ts'
import { renderDocument } from './render/document.ts'
import { viewOf } from './render/view.ts'
import { busRequest, checkFormat, stdoutFormat } from './run-command.ts'

/** What `lines` is told. */
export interface LinesOptions
  extends Pick<BusOptions, 'adapter' | 'speed'>, Pick<OutputOptions, 'format' | 'json' | 'output'> {
  readonly recover?: true
}

/** What was found on the lines, and done about it. */
interface LinesResult {
  readonly adapter: AdapterInfo
  readonly levels: LineLevels
  readonly recovery: RecoveryReport | null
  readonly message: string
}

/** Reads the lines, or frees them; answers the exit code. */
export async function runLinesCommand(host: CliHost, options: LinesOptions): Promise<number> {
  checkFormat(options)
  if (options.output !== undefined) await checkWritable(options.output)
  const result = await readOrRecover(host, options)
  const isTable = stdoutFormat(options, host) === 'table'
  host.stdout.write(isTable ? renderTable(result, host.stdout) : renderLinesJson(result))
  if (options.output !== undefined) {
    const plain = { ...host.stdout, hasColour: false, columns: undefined }
    await writeOutput(options.output, options.format === 'table' ? renderTable(result, plain) : renderLinesJson(result))
  }
  const { scl, sda } = result.levels
  if (scl !== 'low' && sda !== 'low') return EXIT.done
  if (!(isTable && host.stdout.isTerminal)) host.stderr.write(`arpeggio: ${result.message}\n`)
  return EXIT.busFault
}

async function readOrRecover(host: CliHost, options: LinesOptions): Promise<LinesResult> {
  const bus = busRequest(options)
  await using engine = await host.createEngine()
  if (options.recover) {
    const { adapter, ...recovery } = await engine.recover(bus)
    return { adapter, levels: recovery.after, recovery, message: recovery.message }
  }
  const { adapter, levels } = await engine.lines(bus)
  return { adapter, levels, recovery: null, message: describeLines(levels) }
}

function describeLines(levels: LineLevels): string {
  const stuck = describeStuckLines(levels)
  if (stuck !== undefined) return stuck
  if (levels.scl === 'unknown' || levels.sda === 'unknown') return "this adapter can't read both lines"
  return 'both lines are high: pull-ups are there and the bus is idle'
}

function renderLinesJson({ adapter, levels, recovery, message }: LinesResult): string {
  return renderDocument({ adapter: runAdapter(adapter), lines: levels, recovery, message })
}

function renderTable({ adapter, levels, recovery, message }: LinesResult, output: Output): string {
  const { colours } = viewOf(output)
  const dress = (level: LineLevel): string =>
    ({ high: colours.green, low: colours.red, unknown: colours.yellow })[level](level)
  const before = recovery ? `Before: SCL ${dress(recovery.before.scl)}, SDA ${dress(recovery.before.sda)}\n` : ''
  const now = `SCL ${dress(levels.scl)}, SDA ${dress(levels.sda)}`
  const sentence = `${message.charAt(0).toUpperCase()}${message.slice(1)}.`
  return `${before}${now}\n${sentence}\n\n${colours.dim(`${adapter.product} · ${adapter.selector}`)}\n`
}
