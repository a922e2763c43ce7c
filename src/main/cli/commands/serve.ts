import type { Command } from 'commander'
import { addTalkOptions } from '../common-options.ts'
import { EXIT } from '../exit-code.ts'
import type { Invocation } from '../host.ts'
import { newCommand } from '../new-command.ts'
import { parseWhole } from '../option-values.ts'
import type { ServeOptions } from '../run-serve.ts'

const HELP_AFTER = `
Prints the address to open; the token in it lets in, so whoever has the address can use the adapters. Several browsers may
watch, the first one holds the bus. Reachable from this computer alone unless --host says otherwise, and not encrypted.

Examples:
  arpeggio serve
  arpeggio serve --port 8080
  arpeggio serve --json | jq -r .address

Exit codes: 130 ended by Ctrl+C, every bus left idle; 4 usage, the port is taken, or the page is not built
`

/** `serve`: the app's page in a browser. */
export function serveCommand(invocation: Invocation): Command {
  const command = newCommand(invocation.host, 'serve')
    .description('Serves the page of the app to a browser on this computer, until Ctrl+C.')
    .option('--port <number>', 'TCP port (default: any free one)', parseWhole('a port', 0, 65_535))
    .option('--host <address>', 'where to listen; anything but loopback opens the adapters to the network', '127.0.0.1')
    .option('--json', 'the address as JSON on standard output')
  return addTalkOptions(command)
    .addHelpText('after', HELP_AFTER)
    .action(async (options: ServeOptions) => {
      const { runServeCommand } = await import('../run-serve.ts')
      await runServeCommand(invocation.host, options)
      invocation.exitCode = EXIT.interrupted
    })
}
