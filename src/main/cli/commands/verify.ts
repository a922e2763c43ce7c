import type { Command } from 'commander'
import { addArm } from '../arm-option.ts'
import { addBusOptions, addEnumerationOptions, addOutputOptions } from '../common-options.ts'
import type { Invocation } from '../host.ts'
import { newCommand } from '../new-command.ts'
import type { ExpectingOptions } from '../run-expecting.ts'

const HELP_AFTER = `
Enumerates as "enumerate" does, then probes the addresses that the file lists as absent, each by the safest way, and
holds the result against the file: each expected device, devices nobody listed, their number, unique UDIDs, every device
confirmed, every PEC right, both lines high at the end. "arpeggio expect init" writes such a file from a good run.

Examples:
  arpeggio verify --adapter sim:pcie-card --arm --expect card.json
  arpeggio verify --adapter mcp2221 --arm --expect card.json --junit result.xml --quiet

Exit codes: 0 as expected; 1 a check failed, or the verdict of the run is fail; 2 bus fault; 3 no adapter; 4 usage,
not armed, or a file that can't be read; 130 interrupted
`

/** `verify`: enumerates and holds the result against an expectation. */
export function verifyCommand(invocation: Invocation): Command {
  const command = newCommand(invocation.host, 'verify').description(
    'Holds a bus against a file that says what is on it.',
  )
  addOutputOptions(addBusOptions(addEnumerationOptions(addArm(command))))
  return command
    .requiredOption('--expect <file>', 'what is expected')
    .option('--junit <file>', 'write the checks there as JUnit XML, whole or not at all')
    .addHelpText('after', HELP_AFTER)
    .action(async (options: ExpectingOptions) => {
      const { runExpecting } = await import('../run-expecting.ts')
      invocation.exitCode = await runExpecting(invocation.host, 'verify', options)
    })
}
