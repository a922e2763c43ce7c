import { CommanderError, type Command } from 'commander'
import { printable } from '#shared/run/printable.ts'
import { COMMANDS } from './command-list.ts'
import { separateArm } from './arm-option.ts'
import { EXIT } from './exit-code.ts'
import type { CliHost, Invocation } from './host.ts'
import { newCommand } from './new-command.ts'
import { processHost } from './process-host.ts'
import { version } from './version.js'

const HELP_AFTER = `
Selecting a bus (--adapter):
  sim:NAME               a simulated bus; "arpeggio sim list" shows the names
  sim:PATH.json          one of your own; "arpeggio sim show NAME" prints a file to start from
  sim:PATH.arpeggio      the bus of a session bundle
  mcp2221[:SERIAL]       an MCP2221 or MCP2221A
  ch341[:PORTPATH]       a CH341A, CH341B or CH341T, by its USB port: 1-2.3
  i2c-dev:N              Linux: /dev/i2c-N, any bus of the kernel

Examples:
  arpeggio enumerate --adapter sim:pcie-card --arm      who is on the bus of a simulated card
  arpeggio adapters                                     what is attached
  arpeggio lines --adapter mcp2221                      pull-ups and power there?
  arpeggio enumerate --adapter mcp2221 --arm -o run.json

Nothing is sent to 0x61, where ARP happens, without --arm: parts that are no ARP devices live there too.

Exit codes: 0 done (pass or warnings), 1 the verdict is fail, 2 bus fault, 3 no adapter, 4 usage or not armed,
5 a defect of arpeggio, 130 interrupted
`

/**
 * The command line as a whole. Only the command named `selected` is loaded; of the others the program knows name and
 * summary, which is all that help and suggestions need.
 */
export async function createProgram(invocation: Invocation, selected?: string): Promise<Command> {
  const program = newCommand(invocation.host, 'arpeggio')
    .description('Enumerates the SMBus ARP devices of a PCIe card through a USB-I2C adapter.')
    .version(version)
    .usage('COMMAND [options]')
    .helpCommand('help [command]', 'show help for a command')
    .addHelpText('after', HELP_AFTER)
  for (const { name, summary, load } of COMMANDS) {
    const command = name === selected ? await load(invocation) : newCommand(invocation.host, name)
    program.addCommand(command.summary(summary))
  }
  return program
}

/** Runs one command line (without node and script) to its end and answers the exit code. */
export async function main(args: readonly string[], host?: CliHost): Promise<number> {
  const separated = separateArm(args)
  if (host) return mainOn(host, separated)
  using own = processHost()
  return await mainOn(own, separated)
}

async function mainOn(host: CliHost, args: readonly string[]): Promise<number> {
  const invocation: Invocation = { host, exitCode: EXIT.done }
  const [first, second] = args.filter((arg) => !arg.startsWith('-'))
  const selected = first === 'help' ? second : first
  try {
    const program = await createProgram(invocation, selected)
    if (args.length === 0) program.outputHelp()
    else await program.parseAsync(isHelpForNobody(first, second) ? [second] : args, { from: 'user' })
    return invocation.exitCode
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage
    return fail(error, host, args)
  }
}

/** Commander answers `help` for an unknown command with all of help; the command alone gets its error, and a suggestion. */
function isHelpForNobody(first: string | undefined, second: string | undefined): second is string {
  return first === 'help' && second !== undefined && !COMMANDS.some(({ name }) => name === second)
}

async function fail(error: unknown, host: CliHost, args: readonly string[]): Promise<number> {
  const [{ failureOf }, { describe, writeDefectLog }, { redacted }] = await Promise.all([
    import('./failure.ts'),
    import('./defect-log.ts'),
    import('../engine/redacted.ts'),
  ])
  const isVerbose = args.includes('--verbose')
  const expected = failureOf(error, host.signal)
  if (expected) {
    if (expected.line !== undefined) host.stderr.write(`arpeggio: ${printable(expected.line)}\n`)
    if (isVerbose && expected.line !== undefined) host.stderr.write(`${describe(error)}\n`)
    return expected.exitCode
  }
  const log = await writeDefectLog(error, args)
  const where = log === undefined ? 'with this line' : `with the log ${log}`
  host.stderr.write(
    `arpeggio: stopped by a defect of its own, please report it ${where}: ${redacted(oneLine(error))}\n`,
  )
  if (isVerbose) host.stderr.write(`${describe(error)}\n`)
  return EXIT.defect
}

function oneLine(error: unknown): string {
  return printable(String(error).replaceAll(/\s*\n\s*/g, ' '))
}
