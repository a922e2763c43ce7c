import { InvalidArgumentError, Option, type Command } from 'commander'
import { parseAddress } from '#shared/i2c/address.ts'
import { addStoreOption, addTalkOptions } from '../common-options.ts'
import { parseAge, parseDay, parseDayAfter } from '../history-times.ts'
import type { Invocation } from '../host.ts'
import { newCommand } from '../new-command.ts'
import { parseWhole, valued } from '../option-values.ts'
import type { ExportOptions, ListOptions, PruneOptions, ShowOptions } from '../run-history.ts'

const HELP_AFTER = `
Runs of scan, inventory, enumerate, assign, reset, watch and verify are kept, unless --no-history says otherwise, in a file
in your data folder (ARPEGGIO_DATA_FOLDER names another folder), or where --store says. An ID may be cut short as long as
one run alone begins so.

Examples:
  arpeggio history
  arpeggio history list --udid 8086 --verdict fail --since 2026-11-01
  arpeggio history show 0f3a1c52
  arpeggio history export 0f3a1c52 --format html -o run.html
  arpeggio history prune --keep 1000
  PGPASSWORD=… arpeggio history --store postgres://lab@db.example/history

Exit codes: 0 done; 4 usage, no such run, or a history that can't be used
`

/** Written out, so that listing the commands loads no renderer. */
const FORMATS = ['json', 'html', 'csv', 'csv-transactions', 'junit', 'vcd', 'pcap', 'linux']
const OPERATIONS = ['scan', 'inventory', 'enumerate', 'assign', 'reset', 'watch', 'verify']
const MOST = 1_000_000

/** `history [list|show|export|remove|prune]`: past runs. */
export function historyCommand(invocation: Invocation): Command {
  return newCommand(invocation.host, 'history')
    .description('Past runs: lists them, shows or exports one, lets go of old ones.')
    .usage('[list|show|export|remove|prune] [options]')
    .addCommand(listCommand(invocation), { isDefault: true })
    .addCommand(showCommand(invocation))
    .addCommand(exportCommand(invocation))
    .addCommand(removeCommand(invocation))
    .addCommand(pruneCommand(invocation))
    .addHelpText('after', HELP_AFTER)
}

function listCommand({ host }: Invocation): Command {
  const command = newCommand(host, 'list')
    .description('Lists runs, the newest first.')
    .option('--udid <digits>', 'with a device whose UDID has these hex digits in it', parseUdidPart)
    .option('--address <address>', 'with something at this address', valued(parseAddress))
    .option('--adapter <text>', 'on an adapter with this in its selector, product or serial number')
    .addOption(new Option('--verdict <verdict>', 'that ended so').choices(['pass', 'warn', 'fail']))
    .addOption(new Option('--operation <operation>', 'of this command').choices(OPERATIONS))
    .option('--since <time>', 'that began then or later: 2026-11-22, or 2026-11-22T09:30Z', parseDay)
    .option('--until <time>', 'that began before then; of a day, up to its end, in UTC', parseDayAfter)
    .option('--limit <number>', 'this many at most (default: 100)', parseWhole('a number', 1, MOST))
    .option('--offset <number>', 'leave out the first ones', parseWhole('a number', 0, MOST))
    .option('--json', 'JSON on standard output')
  return addTalkOptions(addStoreOption(command)).action(async (options: ListOptions) => {
    await (await import('../run-history.ts')).listHistory(host, options)
  })
}

function showCommand({ host }: Invocation): Command {
  const command = newCommand(host, 'show')
    .description('Shows a run as it was shown when it ended.')
    .argument('<id>', 'its id, or the beginning of it')
    .option('--json', 'JSON on standard output')
  return addTalkOptions(addStoreOption(command)).action(async (id: string, options: ShowOptions) => {
    await (await import('../run-history.ts')).showRun(host, id, options)
  })
}

function exportCommand({ host }: Invocation): Command {
  const command = newCommand(host, 'export')
    .description('Gives a run as a document.')
    .argument('<id>', 'its id, or the beginning of it')
    .addOption(new Option('--format <format>', 'form of the document').choices(FORMATS).default('json'))
    .option('-o, --output <file>', 'write there instead of to standard output, whole or not at all')
  return addTalkOptions(addStoreOption(command)).action(async (id: string, options: ExportOptions) => {
    await (await import('../run-history.ts')).exportRun(host, id, options)
  })
}

function removeCommand({ host }: Invocation): Command {
  const command = newCommand(host, 'remove')
    .description('Lets go of one run.')
    .argument('<id>', 'its id, or the beginning of it')
  return addTalkOptions(addStoreOption(command)).action(async (id: string, options: ShowOptions) => {
    await (await import('../run-history.ts')).removeRun(host, id, options)
  })
}

function pruneCommand({ host }: Invocation): Command {
  const command = newCommand(host, 'prune')
    .description('Lets go of old runs; addresses of devices are remembered all the same.')
    .option('--keep <number>', 'all but this many, the newest', parseWhole('a number', 0, MOST))
    .option('--older-than <age>', 'those that began longer ago than this, such as 90d or 12h', parseAge)
  return addTalkOptions(addStoreOption(command)).action(async (options: PruneOptions) => {
    await (await import('../run-history.ts')).pruneHistory(host, options)
  })
}

/** As people copy a UDID: with 0x, and with blanks, colons or hyphens between bytes. */
function parseUdidPart(text: string): string {
  const digits = text
    .toLowerCase()
    .replace(/^0x/, '')
    .replaceAll(/[\s:_-]/g, '')
  if (/^[0-9a-f]{1,32}$/.test(digits)) return digits
  throw new InvalidArgumentError('expected up to 32 hex digits')
}
