import type { Command } from 'commander'
import { parseAddress } from '#shared/i2c/address.ts'
import { addArm } from '../arm-option.ts'
import { addBusOptions, addOutputOptions } from '../common-options.ts'
import type { Invocation } from '../host.ts'
import { newCommand } from '../new-command.ts'
import { directedOnly, valued } from '../option-values.ts'
import type { OperationOptions } from '../run-command.ts'

const HELP_AFTER = `
Sends to 0x61: Get UDID as a look, Reset Device, and Get UDID again to see what it did. Volatile and random devices lose their
addresses, and whatever uses them (a BMC, a driver) loses its device; random ones take a new UDID.

Examples:
  arpeggio reset --adapter sim:pcie-card --arm            all devices
  arpeggio reset 0x64 --adapter sim:pcie-card --arm       the one at 0x64

Exit codes: 0 done; 1 nobody took it, or a device did not do as specified; 2 bus fault; 3 no adapter; 4 usage or not armed
`

interface Options extends OperationOptions {
  readonly prepareAnyway?: true
}

/** `reset [ADDRESS]`: Reset Device. */
export function resetCommand(invocation: Invocation): Command {
  const command = newCommand(invocation.host, 'reset')
    .description('Sends Reset Device to the device at an address, or to all.')
    .argument('[address]', '7-bit address of the device; all devices where absent', valued(parseDirected))
    .option('--prepare-anyway', 'go on where the first look showed no ARP device; writes to whatever is at 0x61')
  addOutputOptions(addBusOptions(addArm(command)))
  return command.addHelpText('after', HELP_AFTER).action(async (address: number | undefined, options: Options) => {
    const { runOperationCommand } = await import('../run-command.ts')
    const { prepareAnyway = false } = options
    const request = { operation: 'reset', address: address ?? null, prepareAnyway } as const
    invocation.exitCode = await runOperationCommand(invocation.host, { options, request })
  })
}

function parseDirected(text: string): number {
  const address = parseAddress(text)
  directedOnly([address])
  return address
}
