import type { Command } from 'commander'
import { parseStepCommand, type StepCommand } from '#shared/arp/step-command.ts'
import { addArm } from '../arm-option.ts'
import { addBusOptions, addOutputOptions } from '../common-options.ts'
import type { Invocation } from '../host.ts'
import { newCommand } from '../new-command.ts'
import { valued } from '../option-values.ts'
import type { OperationOptions } from '../run-command.ts'

const HELP_AFTER = `
Commands, sent one at a time and as they stand: nothing is looked at first, and nothing is confirmed.
  prepare                   Prepare to ARP: every device takes part
  get-udid[:ADDRESS]        Get UDID: the lowest unresolved one, or that of the device at an address
  assign:ADDRESS[:UDID]     Assign Address, to the device that answered last or the one named
  reset[:ADDRESS]           Reset Device: all, or the one at an address; volatile ones lose their address

After each: what came, each device's AV (address valid) and AR (address resolved) flags, and the clause of the specification.
On a simulated bus the flags are known; on hardware they are deduced from what devices have to do, and said to be.
Assign makes a persistent device remember the address without power.
Without commands they are read from standard input, one a line; "quit" ends.

Examples:
  arpeggio step --adapter sim:pcie-card --arm prepare get-udid assign:0x12 get-udid
  arpeggio step --adapter mcp2221 --arm

Exit codes: 0 done, whatever the devices said; 2 bus fault; 3 no adapter; 4 usage or not armed; 130 interrupted
`

/** `step [COMMAND…]`: one ARP command at a time. */
export function stepModeCommand(invocation: Invocation): Command {
  const command = newCommand(invocation.host, 'step')
    .description("Sends ARP commands one at a time, and shows every device's AV and AR after each.")
    .argument('[command...]', 'what to send; read from standard input where absent', gathered)
  addOutputOptions(addBusOptions(addArm(command)), ['table', 'json'])
  return command.addHelpText('after', HELP_AFTER).action(async (commands: StepCommand[], options: OperationOptions) => {
    const { runStep } = await import('../run-step.ts')
    invocation.exitCode = await runStep(invocation.host, commands, options)
  })
}

const parse = valued(parseStepCommand)

function gathered(text: string, before: readonly StepCommand[] = []): StepCommand[] {
  return [...before, parse(text)]
}
