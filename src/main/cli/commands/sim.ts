import { Option, type Command } from 'commander'
import { EXIT } from '../exit-code.ts'
import type { UsbipOptions } from '../export-usbip.ts'
import type { Invocation } from '../host.ts'
import { newCommand } from '../new-command.ts'
import { parseWhole } from '../option-values.ts'

const HELP_AFTER = `
Examples:
  arpeggio sim list
  arpeggio sim show pcie-card > my-card.json      a file to start from
  arpeggio enumerate --adapter sim:my-card.json --arm
  arpeggio sim usbip pcie-card                    a virtual MCP2221 for any Linux, until Ctrl+C
`

const USBIP_PORT = 3240

/** `sim list|show|usbip`: the simulated buses. */
export function simCommand(invocation: Invocation): Command {
  const { host } = invocation
  const list = newCommand(host, 'list')
    .description('Lists the built-in scenarios.')
    .option('--json', 'JSON on standard output')
    .action(async (options: { readonly json?: true }) => {
      const { listScenarios } = await import('../show-scenarios.ts')
      await listScenarios(host, options.json ?? false)
    })
  const show = newCommand(host, 'show')
    .description('Prints a scenario in the form of a scenario file.')
    .argument('<name>', 'a built-in scenario, or PATH.json to check a file of your own')
    .option('--json', 'the same: a scenario is JSON')
    .action(async (name: string) => {
      const { showScenario } = await import('../show-scenarios.ts')
      await showScenario(host, name)
    })
  const usbip = newCommand(host, 'usbip')
    .description('Exports a scenario as a virtual USB adapter over USB/IP, on this computer, until Ctrl+C.')
    .argument('<name>', 'a built-in scenario, or PATH.json')
    .addOption(new Option('--chip <chip>', 'the adapter it is behind').choices(['mcp2221', 'ch341']).default('mcp2221'))
    .addOption(
      new Option('--port <number>', 'TCP port, 0 for any free one')
        .default(USBIP_PORT)
        .argParser(parseWhole('a port', 0, 65_535)),
    )
    .action(async (name: string, options: UsbipOptions) => {
      const { exportUsbip } = await import('../export-usbip.ts')
      await exportUsbip(host, name, options)
      invocation.exitCode = EXIT.interrupted
    })
  return newCommand(host, 'sim')
    .description('Simulated buses: they need no hardware, and behave like it, faults and all.')
    .addCommand(list)
    .addCommand(show)
    .addCommand(usbip)
    .addHelpText('after', HELP_AFTER)
}
