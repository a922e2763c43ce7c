import type { Command } from 'commander'
import type { Invocation } from '../host.ts'
import { newCommand } from '../new-command.ts'

const HELP_AFTER = `
Devices are known again by their UDIDs, random-type ones by bytes 0 to 11, twins by their addresses. Who gave an address,
and what it was before, are circumstances of a run and not compared; neither are the words of findings.

Examples:
  arpeggio diff monday.json tuesday.json
  arpeggio diff monday.json tuesday.json --json | jq .moved

Exit codes: 0 nothing differs; 1 something does; 4 usage, or a file that can't be read or was changed
`

/** `diff OLD.json NEW.json`: what changed between two runs. */
export function diffCommand(invocation: Invocation): Command {
  return newCommand(invocation.host, 'diff')
    .description('Shows what changed between two runs: who came, left, moved or changed, and which findings.')
    .argument('<old>', 'file of a Run, as -o wrote it')
    .argument('<new>', 'file of a later one')
    .option('--json', 'JSON on standard output')
    .addHelpText('after', HELP_AFTER)
    .action(async (older: string, newer: string, options: { readonly json?: true }) => {
      const { runDiff } = await import('../run-diff.ts')
      invocation.exitCode = await runDiff(invocation.host, [older, newer], options)
    })
}
