import { Option, type Command } from 'commander'
import type { Invocation } from '../host.ts'
import { newCommand } from '../new-command.ts'
import type { ReportOptions } from '../run-report.ts'

const HELP_AFTER = `
Examples:
  arpeggio report run.json --format csv > devices.csv
  arpeggio report run.json --format csv --transactions -o transactions.csv
  arpeggio report run.json --format html -o run.html
  arpeggio report run.json --format pcap -o run.pcap

Exit codes: 0 done; 4 usage, or a file that can't be read or was changed
`

/** Written out, so that listing the commands loads no renderer. */
const REPORT_FORMAT_IDS = ['json', 'html', 'csv', 'csv-transactions', 'junit', 'vcd', 'pcap', 'linux']

/** `report RUN.json`: a saved run in another form. */
export function reportCommand(invocation: Invocation): Command {
  return newCommand(invocation.host, 'report')
    .description('Renders a saved run again.')
    .argument('<run>', 'file of a Run, as -o wrote it')
    .addOption(new Option('--format <format>', 'form of the result').choices(REPORT_FORMAT_IDS).makeOptionMandatory())
    .option('--transactions', 'with --format csv: the transactions instead of the devices')
    .option('-o, --output <file>', 'write there instead of to standard output, whole or not at all')
    .addHelpText('after', HELP_AFTER)
    .action(async (path: string, options: ReportOptions) => {
      const { runReportCommand } = await import('../run-report.ts')
      await runReportCommand(invocation.host, path, options)
    })
}
