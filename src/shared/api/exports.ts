import type { ExportFormat, RenderedExport } from '#shared/api/contract.ts'
import { exportFileName } from '#shared/api/export-name.ts'
import { RequestError } from '#shared/api/refusals.ts'
import { findReportFormat, REPORT_FORMATS } from '#shared/report/formats.ts'
import type { Sha256 } from '#shared/run/digest.ts'
import type { Run } from '#shared/run/run.ts'

/** What each format holds and who reads it; a format that is not listed speaks by its title. */
const DESCRIPTIONS: Readonly<Record<string, string>> = {
  json: 'Everything, with a digest; opens here again',
  html: 'One file for a browser or a printer, the dialogue included',
  csv: 'One row a device, for a spreadsheet',
  'csv-transactions': 'One row a transaction, every byte',
  junit: 'One test case a check, for a build server',
  vcd: 'SCL and SDA as reconstructed, for GTKWave and PulseView',
  pcap: 'One packet a transaction, for Wireshark',
  linux: 'What Linux would be told about the devices',
}

/** The formats a run can be exported in. */
export function listFormats(): ExportFormat[] {
  return REPORT_FORMATS.map(({ id, title, extension, mediaType }) => {
    return { name: id, title, description: DESCRIPTIONS[id] ?? title, extension, mediaType }
  })
}

/**
 * A run in the format called `name`.
 * @throws RequestError where there is no such format
 */
export function renderExport(run: Run, name: string, sha256: Sha256): RenderedExport {
  const format = findReportFormat(name)
  if (!format) throw new RequestError(`there is no format called "${name}"`)
  const { extension, mediaType } = format
  const rendered = format.render(run, { sha256 })
  const file = { fileName: exportFileName(run, extension), mediaType }
  if (typeof rendered === 'string') return { ...file, encoding: 'utf-8', content: rendered }
  return { ...file, encoding: 'base64', content: base64(rendered) }
}

function base64(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += String.fromCharCode(byte)
  return btoa(text)
}
