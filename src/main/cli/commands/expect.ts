import type { Command } from 'commander'
import type { Invocation } from '../host.ts'
import { newCommand } from '../new-command.ts'

const HELP_AFTER = `
Each device of the run is expected at its address, and no others. Of random-type devices the vendor-specific ID is left
open. In udid_mask "?" stands for one hex digit and a final "*" for the rest: open what may differ from card to card.

Examples:
  arpeggio enumerate --adapter mcp2221 --arm -o run.json
  arpeggio expect init run.json -o card.json

Exit codes: 0 done; 4 usage, or a run that is none to hold others against
`

/** `expect init RUN.json`: a first expectation from a good run. */
export function expectCommand({ host }: Invocation): Command {
  const init = newCommand(host, 'init')
    .description('Writes a first expectation from a good run, for "verify" and "enumerate --expect".')
    .argument('<run>', 'file of a Run, as -o wrote it')
    .option('-o, --output <file>', 'write there instead of to standard output, whole or not at all')
    .addHelpText('after', HELP_AFTER)
    .action(async (path: string, options: { readonly output?: string }) => {
      const { writeExpectation } = await import('../write-expectation.ts')
      await writeExpectation(host, path, options)
    })
  return newCommand(host, 'expect')
    .description('Makes files that say what is on a bus. Needs no adapter.')
    .addCommand(init)
}
