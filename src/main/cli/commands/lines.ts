import { Option, type Command } from 'commander'
import { addAdapterOptions, addTalkOptions } from '../common-options.ts'
import type { Invocation } from '../host.ts'
import { newCommand } from '../new-command.ts'
import type { LinesOptions } from '../run-lines.ts'

const HELP_AFTER = `
Reading the levels sends nothing. --recover sends up to nine clocks on SCL until SDA is let go, and a STOP, where the adapter
can; no address goes out. Both lines low means first of all: no pull-ups, or the card has no power.

Examples:
  arpeggio lines --adapter mcp2221
  arpeggio lines --adapter sim:stuck-sda@ideal --recover

Exit codes: 0 both lines high, or not readable; 2 a line is held low; 3 no adapter; 4 usage
`

/** `lines`: the levels of SDA and SCL. */
export function linesCommand(invocation: Invocation): Command {
  const command = newCommand(invocation.host, 'lines')
    .description('Shows the levels of SDA and SCL, in words.')
    .option('--recover', 'try to free a stuck bus')
  addAdapterOptions(command)
    .addOption(
      new Option('--format <format>', 'form of the result (default: table on a terminal, else json)').choices([
        'table',
        'json',
      ]),
    )
    .option('--json', 'JSON on standard output')
    .option(
      '-o, --output <file>',
      'write the result there too, whole or not at all; as JSON unless --format says otherwise',
    )
  return addTalkOptions(command)
    .addHelpText('after', HELP_AFTER)
    .action(async (options: LinesOptions) => {
      const { runLinesCommand } = await import('../run-lines.ts')
      invocation.exitCode = await runLinesCommand(invocation.host, options)
    })
}
