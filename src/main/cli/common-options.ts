import { Option, type Command } from 'commander'
import type { PecMode } from '#shared/arp/policy.ts'
import { parsePool } from '#shared/arp/address-pool.ts'
import { parseAddressList } from '#shared/i2c/address.ts'
import { parseWhole, valued } from './option-values.ts'

/** How a result is written. */
export type Format = 'table' | 'json' | 'csv'

/** Which bus, and how it is run. */
export interface BusOptions {
  readonly adapter?: string
  readonly speed?: number
  readonly timeout?: number
  readonly pec: PecMode
  readonly rules?: string
  readonly history?: boolean
  readonly store?: string
}

/** Where the result goes, and how much is said besides. */
export interface OutputOptions {
  readonly format?: Format
  readonly json?: true
  readonly output?: string
  readonly transactions?: true
  readonly quiet?: true
  readonly verbose?: true
}

/** How addresses are given out. */
export interface EnumerationOptions {
  readonly pool: readonly number[]
  readonly reserve: readonly number[]
  readonly prefer?: string
  readonly withFixed?: true
  readonly move?: true
  readonly resetFirst?: true
  readonly probe: boolean
  readonly prepareAnyway?: true
}

/** `--adapter` alone, for commands that run no operation. */
export function addAdapterOptions(command: Command): Command {
  return command
    .option('--adapter <selector>', 'which bus: sim:NAME, mcp2221[:SERIAL], …; see "arpeggio --help"')
    .option('--speed <hz>', 'bus clock, 10000 to 400000 (default: 100000)', parseWhole('hertz', 10_000, 400_000))
}

/** The options of every command that runs an operation on a bus. */
export function addBusOptions(command: Command): Command {
  return addStoreOption(addAdapterOptions(command))
    .option('--no-history', "don't keep the run in the history, nor look up there which addresses devices had")
    .option(
      '--timeout <ms>',
      'longest time for one transaction beyond its wire time (default: 100)',
      parseWhole('milliseconds', 1, 60_000),
    )
    .addOption(
      new Option(
        '--pec <mode>',
        'what a wrong PEC does: strict refuses the reply, tolerant takes it when it comes twice',
      )
        .choices(['strict', 'tolerant'])
        .default('strict'),
    )
    .option('--rules <file>', 'rules of your own that say of a device what it is, in the `matches` of the Run')
}

/** `--store`: which history. */
export function addStoreOption(command: Command): Command {
  return command.option(
    '--store <place>',
    'the history to use: a file, or postgres://… with its password in PGPASSWORD (default: a file of yours)',
  )
}

/** The options of every command that gives a Run. */
export function addOutputOptions(command: Command, formats: readonly Format[] = ['table', 'json', 'csv']): Command {
  const usual = formats.includes('table') ? 'table on a terminal, else json' : 'json'
  command.addOption(new Option('--format <format>', `form of the result (default: ${usual})`).choices(formats))
  command.option('--json', 'JSON on standard output')
  command.option(
    '-o, --output <file>',
    'write the Run there too, whole or not at all; as JSON unless --format says otherwise, FILE.arpeggio as a bundle',
  )
  if (formats.includes('csv'))
    command.option('--transactions', 'with --format csv: the transactions instead of the devices')
  return addTalkOptions(command)
}

/** How much a command says besides its result. */
export function addTalkOptions(command: Command): Command {
  return command
    .option('--quiet', 'no progress, hints or warnings')
    .option('--verbose', 'every transaction as it happens, and stack traces; on standard error')
}

/** The options of `enumerate` and `watch` about who gets which address. */
export function addEnumerationOptions(command: Command): Command {
  const pool = new Option('--pool <list>', 'addresses to give out: card, wide, or a list such as 0x11-0x17,0x20')
  return command
    .addOption(pool.default(parsePool('card'), 'card').argParser(valued(parsePool)))
    .addOption(
      new Option('--reserve <list>', 'addresses to leave free').default([], 'none').argParser(valued(parseAddressList)),
    )
    .option('--prefer <file>', 'JSON object of UDIDs and the address each is to get where it is free')
    .option('--with-fixed', 'also walk 0x10-0x77 by directed Get UDID, which finds Fixed - Not Discoverable devices')
    .option('--move', 'move devices off addresses outside the pool; rewrites the memory of persistent ones')
    .option(
      '--reset-first',
      'send Reset Device first: volatile devices lose their addresses, and their users lose them',
    )
    .option('--no-probe', "don't read a byte from an address before it is given out")
    .option('--prepare-anyway', 'go on where the first look showed no ARP device; writes to whatever is at 0x61')
}
