import { findReportFormat } from '#shared/report/formats.ts'
import type { Run } from '#shared/run/run.ts'
import { sha256 } from '../engine/sha256.ts'
import { UsageError } from './failure.ts'
import type { CliHost } from './host.ts'
import { writeOutput } from './output-file.ts'
import { readRun } from './read-run.ts'
import { renderAddressesCsv } from './render/addresses-csv.ts'
import { checkFormat } from './run-command.ts'

/** What `report` is told. */
export interface ReportOptions {
  /** The id of a report format. */
  readonly format: string
  readonly transactions?: true
  readonly output?: string
}

/** Reads a saved run and renders it. */
export async function runReportCommand(host: CliHost, path: string, options: ReportOptions): Promise<void> {
  const { format, transactions } = options
  checkFormat({ format: format === 'csv' ? 'csv' : 'json', ...(transactions ? { transactions } : {}) })
  await writeRendered(host, await readRun(path), options)
}

/** Writes a saved run in a form to where the options say. */
export async function writeRendered(host: CliHost, run: Run, options: ReportOptions): Promise<void> {
  const { format, output } = options
  const content = renderSaved(run, options)
  if (output !== undefined) await writeOutput(output, content)
  else if (typeof content === 'string') host.stdout.write(content)
  else throw new UsageError(`${format} is no text; name a file with -o, or -o /dev/stdout for a pipe`)
}

function renderSaved(run: Run, { format, transactions }: ReportOptions): string | Uint8Array {
  // The table of a scan is the addresses that answered.
  if (format === 'csv' && !transactions && run.operation === 'scan') return renderAddressesCsv(run)
  const chosen = findReportFormat(transactions ? 'csv-transactions' : format)
  if (!chosen) throw new UsageError(`there is no format ${format}`)
  return chosen.render(run, { sha256 })
}
