import type { Command } from 'commander'
import { parseUdid } from '#shared/arp/udid.ts'
import { addArm } from '../arm-option.ts'
import { addBusOptions, addEnumerationOptions, addOutputOptions } from '../common-options.ts'
import type { Invocation } from '../host.ts'
import { newCommand } from '../new-command.ts'
import { valued } from '../option-values.ts'
import type { CheckOptions } from '../run-check.ts'

const HELP_AFTER = `
For whoever builds an ARP target: enumerates, then does to each device what the specification rules, rightly and wrongly
(other devices' UDIDs, wrong PECs, reserved codes), and looks what it does. Each check fails, passes, is not-applicable to
this device, or not-observable, which claims nothing: an adapter that can't tell which byte was refused, for one.

Sends to 0x61: Get UDID, Prepare to ARP, Assign Address and Reset Device. Free addresses of the pool, and those of the
devices, are read by one byte; nothing else is touched. Volatile devices lose their address for a moment, and whatever uses them
loses its device; each is given its address again at the end. A persistent device is assigned the address it has, many times,
which may wear its memory; moving it or resetting it takes --move, for that may rewrite its memory.
With several devices on the bus the others are assigned their addresses again and again, and no general Reset is sent.

Examples:
  arpeggio check --list
  arpeggio check --adapter sim:single --arm
  arpeggio check --adapter mcp2221 --arm --move --junit result.xml
  arpeggio check assign-bad-pec reply-pec --adapter mcp2221 --arm

Exit codes: 0 nothing failed; 1 a check failed, or the verdict of the run is fail; 2 bus fault; 3 no adapter; 4 usage or not
armed; 130 interrupted
`

/** `check [NAME…]`: compliance checks of ARP targets. */
export function checkCommand(invocation: Invocation): Command {
  const command = newCommand(invocation.host, 'check')
    .description('Holds ARP targets against the specification, check by check.')
    .argument('[name...]', 'the checks to make; all of them where absent')
    .option('--only <names>', 'the same, as one list: NAME,NAME')
    .option('--list', 'list the checks, each with its objective, steps, pass rule and clause; sends nothing')
    .option('--udid <udid>', 'the device to check; every one on the bus where absent', valued(parseUdid))
  addOutputOptions(addBusOptions(addEnumerationOptions(addArm(command))))
  return command
    .option('--junit <file>', 'write the checks there as JUnit XML, whole or not at all')
    .addHelpText('after', HELP_AFTER)
    .action(async (names: string[], options: CheckOptions) => {
      const { runCheck } = await import('../run-check.ts')
      invocation.exitCode = await runCheck(invocation.host, names, options)
    })
}
