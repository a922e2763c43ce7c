import type { Command } from 'commander'
import { DIRECTED_RANGE } from '#shared/arp/look.ts'
import { parseAddressList } from '#shared/i2c/address.ts'
import { addArm } from '../arm-option.ts'
import { addBusOptions, addOutputOptions } from '../common-options.ts'
import type { Invocation } from '../host.ts'
import { newCommand } from '../new-command.ts'
import { directedOnly, valued } from '../option-values.ts'
import type { OperationOptions } from '../run-command.ts'

const HELP_AFTER = `
Sends to 0x61: one general Get UDID, then a directed Get UDID for each address of the range. Both write one byte and read;
no address, flag or memory of a device changes. Of the devices that have no address yet only the one with the lowest UDID
can be read: "arpeggio enumerate" shows the others. Stops where the first reply is that of something foreign.

Examples:
  arpeggio inventory --adapter sim:already-resolved --arm
  arpeggio inventory --adapter mcp2221 --arm --range 0x10-0x1f,0x64

Exit codes: 0 done; 1 something foreign at 0x61; 2 bus fault; 3 no adapter; 4 usage or not armed; 130 interrupted
`

interface Options extends OperationOptions {
  readonly range?: readonly number[]
}

/** `inventory`: who is there, changing nothing. */
export function inventoryCommand(invocation: Invocation): Command {
  const command = newCommand(invocation.host, 'inventory')
    .description('Lists the ARP devices that can be read without changing anything.')
    .option(
      '--range <list>',
      'addresses to ask, whatever the pool (default: 0x10-0x77)',
      valued((text) => directedOnly(parseAddressList(text))),
    )
  addOutputOptions(addBusOptions(addArm(command)))
  return command.addHelpText('after', HELP_AFTER).action(async (options: Options) => {
    const { runOperationCommand } = await import('../run-command.ts')
    const request = { operation: 'inventory', addresses: options.range ?? DIRECTED_RANGE } as const
    invocation.exitCode = await runOperationCommand(invocation.host, { options, request })
  })
}
