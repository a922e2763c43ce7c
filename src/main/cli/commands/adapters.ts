import type { Command } from 'commander'
import { addTalkOptions } from '../common-options.ts'
import type { Invocation } from '../host.ts'
import { newCommand } from '../new-command.ts'

const HELP_AFTER = `
Sends nothing on any bus. States: ready, busy (another process has it), no-permission, kernel-driver (the kernel keeps it),
failed (it does not answer); what is wrong comes with what to do.

Exit codes: 0 also when there is none
`

/** `adapters`: what is attached. */
export function adaptersCommand(invocation: Invocation): Command {
  const { host } = invocation
  const command = newCommand(host, 'adapters')
    .description('Lists the adapters attached, with their state, and what each can and cannot do.')
    .option('--json', 'JSON on standard output')
  return addTalkOptions(command)
    .addHelpText('after', HELP_AFTER)
    .action(async (options: { readonly json?: true }) => {
      const { renderAdaptersJson, renderAdaptersTable } = await import('../render/adapters.ts')
      await using engine = await host.createEngine()
      const list = await engine.listAdapters()
      host.stdout.write(options.json ? renderAdaptersJson(list) : renderAdaptersTable(list, host.stdout))
    })
}
