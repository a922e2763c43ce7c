import type { Command } from 'commander'
import { addArm } from '../arm-option.ts'
import { addBusOptions, addEnumerationOptions, addOutputOptions, type EnumerationOptions } from '../common-options.ts'
import type { Invocation } from '../host.ts'
import { newCommand } from '../new-command.ts'
import type { OperationOptions } from '../run-command.ts'

interface EnumerateOptions extends OperationOptions, EnumerationOptions {
  readonly expect?: string
}

const HELP_AFTER = `
Sends to 0x61: a general Get UDID first, as a look that writes one byte; Prepare to ARP; then for one device after the
other Get UDID, Assign Address and a directed Get UDID that confirms it, until nobody answers. An address is probed by a
one-byte read before it is given out. Devices that hold a valid address keep it. Reset Device is sent only if asked for.

Examples:
  arpeggio enumerate --adapter sim:pcie-card --arm
  arpeggio enumerate --adapter mcp2221 --arm --pool 0x11-0x17,0x20 --reserve 0x12
  arpeggio enumerate --adapter mcp2221 --arm -o run.json          the Run as a file, the table on screen
  arpeggio enumerate --adapter mcp2221 --arm --format csv > devices.csv

Exit codes: 0 all confirmed, or warnings only; 1 a conflict, an unconfirmed device, something foreign at 0x61, not as expected;
2 bus fault; 3 no adapter; 4 usage or not armed; 130 interrupted
`

/** `enumerate`: full ARP. */
export function enumerateCommand(invocation: Invocation): Command {
  const command = newCommand(invocation.host, 'enumerate').description(
    'Gives every ARP device on the bus an address and confirms each: full ARP, the adapter being the controller.',
  )
  addOutputOptions(addBusOptions(addEnumerationOptions(addArm(command))))
  command.option(
    '--expect <file>',
    'hold the result against this file; "arpeggio verify" also probes its absent addresses',
  )
  return command.addHelpText('after', HELP_AFTER).action(async ({ expect, ...options }: EnumerateOptions) => {
    if (expect !== undefined) {
      const { runExpecting } = await import('../run-expecting.ts')
      invocation.exitCode = await runExpecting(invocation.host, 'enumerate', { ...options, expect })
      return
    }
    const [{ runOperationCommand }, { enumerationRequest }] = await Promise.all([
      import('../run-command.ts'),
      import('../enumeration-request.ts'),
    ])
    const request = { operation: 'enumerate', ...(await enumerationRequest(options, invocation.host)) } as const
    invocation.exitCode = await runOperationCommand(invocation.host, { options, request })
  })
}
