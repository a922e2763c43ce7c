import type { Command } from 'commander'
import { parseUdid, type Udid } from '#shared/arp/udid.ts'
import { formatAddress, parseAddress, reservationOf } from '#shared/i2c/address.ts'
import { addArm } from '../arm-option.ts'
import { addBusOptions, addOutputOptions } from '../common-options.ts'
import type { Invocation } from '../host.ts'
import { newCommand } from '../new-command.ts'
import { valued } from '../option-values.ts'
import type { OperationOptions } from '../run-command.ts'

const HELP_AFTER = `
Sends to 0x61: Get UDID as a look, one Assign Address, and a directed Get UDID that confirms it. The address is first probed
by a one-byte read; where something else answers there, nothing is assigned. A persistent device remembers the address
without power.

Example:
  arpeggio assign 4108808610d400040000000044332210 0x20 --adapter sim:pcie-card --arm

Exit codes: 0 assigned and confirmed; 1 not; 2 bus fault; 3 no adapter; 4 usage or not armed; 130 interrupted
`

interface Options extends OperationOptions {
  readonly probe: boolean
  readonly prepareAnyway?: true
}

/** `assign UDID ADDRESS`: one Assign Address. */
export function assignCommand(invocation: Invocation): Command {
  const command = newCommand(invocation.host, 'assign')
    .description('Gives one device, named by its UDID, an address and confirms it.')
    .argument('<udid>', 'UDID of the device, 32 hex digits', valued(parseUdid))
    .argument('<address>', '7-bit address it is to get, such as 0x20', valued(parseAssignable))
    .option('--no-probe', "don't read a byte from the address first")
    .option('--prepare-anyway', 'go on where the first look showed no ARP device; writes to whatever is at 0x61')
  addOutputOptions(addBusOptions(addArm(command)))
  return command.addHelpText('after', HELP_AFTER).action(async (udid: Udid, address: number, options: Options) => {
    const { runOperationCommand } = await import('../run-command.ts')
    const { probe, prepareAnyway = false } = options
    const request = { operation: 'assign', udid, address, probe, prepareAnyway } as const
    invocation.exitCode = await runOperationCommand(invocation.host, { options, request })
  })
}

function parseAssignable(text: string): number {
  const address = parseAddress(text)
  const reservation = reservationOf(address)
  if (reservation?.kind === 'hard')
    throw new SyntaxError(`${formatAddress(address)} can't be given: ${reservation.why}`)
  return address
}
