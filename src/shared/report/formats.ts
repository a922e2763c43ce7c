import { renderDevicesCsv, renderTransactionsCsv } from './csv.ts'
import { htmlFormat } from './html.ts'
import { renderJson } from './json.ts'
import { junitFormat } from './junit.ts'
import { linuxFormat } from './linux.ts'
import { pcapFormat } from './pcap.ts'
import type { ReportFormat } from './report-format.ts'
import { vcdFormat } from './vcd.ts'

/** Every form a Run can be written in, in the order they are offered. */
export const REPORT_FORMATS: readonly ReportFormat[] = [
  {
    id: 'json',
    title: 'Run document (JSON)',
    extension: 'json',
    mediaType: 'application/json',
    render: (run, { sha256 }) => renderJson(run, sha256),
  },
  htmlFormat,
  { id: 'csv', title: 'CSV, a row a device', extension: 'csv', mediaType: 'text/csv', render: renderDevicesCsv },
  {
    id: 'csv-transactions',
    title: 'CSV, a row a transaction',
    extension: 'csv',
    mediaType: 'text/csv',
    render: renderTransactionsCsv,
  },
  junitFormat,
  vcdFormat,
  pcapFormat,
  linuxFormat,
]

/** The format of that id. */
export function findReportFormat(id: string): ReportFormat | undefined {
  return REPORT_FORMATS.find((format) => format.id === id)
}
