import { Option, type Command } from 'commander'
import { addArm } from '../arm-option.ts'
import { addBusOptions, addEnumerationOptions, addOutputOptions } from '../common-options.ts'
import type { Invocation } from '../host.ts'
import { newCommand } from '../new-command.ts'
import { parseDuration } from '../option-values.ts'
import type { WatchCommandOptions } from '../run-watch.ts'

const HELP_AFTER = `
Enumerates once, then in every interval asks with a general Get UDID, without Prepare, whether somebody new is there, and each
known device by a directed Get UDID whether it still is. Newcomers get an address. Every change is one line of JSON:
  {"schema_version", "t_utc", "event": "joined|left|moved|changed", "device": {…as in a Run}, "evidence": [seq…]}
Ctrl+C ends it; the Run goes to the file of -o. On a simulated bus time is simulated, so --for 60s is over at once.

Examples:
  arpeggio watch --adapter sim:hot-plug --arm --for 20s
  arpeggio watch --adapter mcp2221 --arm --interval 500ms | jq .event

Exit codes: 0 the time of --for is over; 1 the verdict is fail; 2 bus fault; 3 no adapter; 4 usage or not armed;
130 interrupted
`

/** `watch`: who joins and leaves. */
export function watchCommand(invocation: Invocation): Command {
  const command = newCommand(invocation.host, 'watch')
    .description('Enumerates once, then tells who joins, leaves and moves, and gives newcomers an address.')
    .addOption(
      new Option('--interval <duration>', 'time between two looks, such as 500ms')
        .default(2000, '2s')
        .argParser(parseDuration),
    )
    .option('--for <duration>', 'how long to watch, such as 60s (default: until Ctrl+C)', parseDuration)
    .option('--no-assign', 'tell of newcomers without giving them an address; one hides those with a higher UDID')
  addOutputOptions(addBusOptions(addEnumerationOptions(addArm(command))), ['json', 'csv'])
  return command.addHelpText('after', HELP_AFTER).action(async (options: WatchCommandOptions) => {
    const { runWatchCommand } = await import('../run-watch.ts')
    invocation.exitCode = await runWatchCommand(invocation.host, options)
  })
}
