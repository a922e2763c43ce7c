import type { Command } from 'commander'
import type { Invocation } from '../host.ts'
import { newCommand } from '../new-command.ts'

const HELP_AFTER = `
A bundle is a zip: run.json, log.txt, system.json, and scenario.json, which behaves as the bus did, as far as the run shows
it. It opens as a simulated bus wherever --adapter takes one, and as a saved run wherever a file of a Run is read.
run.json is the Run as it is, with who agreed to ARP and how the bus was named.

Examples:
  arpeggio bundle run.json -o bench-3.arpeggio
  arpeggio enumerate --adapter mcp2221 --arm -o bench-3.arpeggio    the same, at once
  arpeggio enumerate --adapter sim:bench-3.arpeggio --arm
  arpeggio report bench-3.arpeggio --format html -o bench-3.html

Exit codes: 0 done; 4 usage, or a file that can't be read or was changed
`

/** `bundle RUN.json`: a saved run as a bundle that opens as a simulated bus. */
export function bundleCommand({ host }: Invocation): Command {
  return newCommand(host, 'bundle')
    .description('Packs a saved run, its log and a simulated bus that behaves like it into one file to send.')
    .argument('<run>', 'file of a Run, as -o wrote it')
    .requiredOption('-o, --output <file>', 'FILE.arpeggio, written whole or not at all')
    .addHelpText('after', HELP_AFTER)
    .action(async (path: string, { output }: { readonly output: string }) => {
      const { runBundle } = await import('../run-bundle.ts')
      await runBundle(path, output)
    })
}
