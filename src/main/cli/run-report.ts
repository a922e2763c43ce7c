import { renderDevicesCsv, renderTransactionsCsv } from '#shared/report/csv.ts'
import { renderJson } from '#shared/report/json.ts'
import type { Run } from '#shared/run/run.ts'
import { sha256 } from '../engine/sha256.ts'
import type { CliHost } from './host.ts'
import { writeOutput } from './output-file.ts'
import { readRun } from './read-run.ts'
import { renderAddressesCsv } from './render/addresses-csv.ts'
import { checkFormat } from './run-command.ts'

/** What `report` is told. */
export interface ReportOptions {
  readonly format: 'csv' | 'json'
  readonly transactions?: true
  readonly output?: string
}

/** Reads a saved run and renders it. */
export async function runReportCommand(host: CliHost, path: string, options: ReportOptions): Promise<void> {
  checkFormat(options)
  const text = renderSaved(await readRun(path), options)
  if (options.output === undefined) host.stdout.write(text)
  else await writeOutput(options.output, text)
}

function renderSaved(run: Run, { format, transactions }: ReportOptions): string {
  if (format === 'json') return renderJson(run, sha256)
  if (transactions) return renderTransactionsCsv(run)
  return run.operation === 'scan' ? renderAddressesCsv(run) : renderDevicesCsv(run)
}
