import { Option, type Command } from 'commander'
import { parseAddressList } from '#shared/i2c/address.ts'
import { SCAN_RANGE, type ScanMethod } from '#shared/i2c/scan.ts'
import { addBusOptions, addOutputOptions } from '../common-options.ts'
import type { Invocation } from '../host.ts'
import { newCommand } from '../new-command.ts'
import { valued } from '../option-values.ts'
import type { OperationOptions } from '../run-command.ts'

const HELP_AFTER = `
Never touches 0x61, 0x0c and 0x08. Where a write can do damage (0x30-0x37, 0x50-0x5f) an address is read whatever the
method; where a read can (0x69) it is not read with --method auto. An ACK proves that something responds, not what it is.

Examples:
  arpeggio scan --adapter sim:pcie-card
  arpeggio scan --adapter mcp2221 --range 0x40-0x5f --json

Exit codes: 0 done, whoever answered; 2 bus fault; 3 no adapter; 4 usage; 130 interrupted
`

interface Options extends OperationOptions {
  readonly method: ScanMethod
  readonly range?: readonly number[]
}

/** `scan`: who acknowledges. */
export function scanCommand(invocation: Invocation): Command {
  const method = new Option('--method <method>', 'how addresses are probed: the safest way for each, or all by one')
  const command = newCommand(invocation.host, 'scan')
    .description('Shows which addresses acknowledge, by the safest probe for each.')
    .addOption(method.choices(['auto', 'quick', 'read']).default('auto'))
    .option('--range <list>', 'addresses to probe (default: 0x08-0x77)', valued(parseAddressList))
  addOutputOptions(addBusOptions(command))
  return command.addHelpText('after', HELP_AFTER).action(async (options: Options) => {
    const [{ runOperationCommand }, { renderScanTable }, { renderAddressesCsv }] = await Promise.all([
      import('../run-command.ts'),
      import('../render/scan-table.ts'),
      import('../render/addresses-csv.ts'),
    ])
    const request = { operation: 'scan', addresses: options.range ?? SCAN_RANGE, method: options.method } as const
    invocation.exitCode = await runOperationCommand(invocation.host, {
      options,
      request,
      table: (run, view) => renderScanTable(run, request, view),
      csv: renderAddressesCsv,
    })
  })
}
