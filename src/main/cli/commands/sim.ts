import type { Command } from 'commander'
import type { Invocation } from '../host.ts'
import { newCommand } from '../new-command.ts'

const HELP_AFTER = `
Examples:
  arpeggio sim list
  arpeggio sim show pcie-card > my-card.json      a file to start from
  arpeggio enumerate --adapter sim:my-card.json --arm
`

/** `sim list|show`: the simulated buses. */
export function simCommand({ host }: Invocation): Command {
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
  return newCommand(host, 'sim')
    .description('Simulated buses: they need no hardware, and behave like it, faults and all.')
    .addCommand(list)
    .addCommand(show)
    .addHelpText('after', HELP_AFTER)
}
