import { exportFileName } from '#shared/api/export-name.ts'
import type { ExportFormat, RenderedExport } from '#shared/api/contract.ts'
import { REPORT_FORMATS, findReportFormat } from '#shared/report/formats.ts'
import type { Run } from '#shared/run/run.ts'
import { Refusal } from './refusal.ts'
import { sha256 } from './sha256.ts'

/** The formats, as a front end lists them. */
export function listFormats(): ExportFormat[] {
  return REPORT_FORMATS.map(({ id, title, extension, mediaType }) => {
    return { name: id, title, description: '', extension, mediaType }
  })
}

/** A run in the format called `name`. */
export function renderExport(run: Run, name: string): RenderedExport {
  const format = findReportFormat(name)
  if (!format) throw new Refusal('request', `there is no format called "${name}"`)
  const fileName = exportFileName(run, format.extension)
  const rendered = format.render(run, { sha256 })
  const content = typeof rendered === 'string' ? rendered : base64(rendered)
  return { fileName, mediaType: format.mediaType, encoding: typeof rendered === 'string' ? 'utf-8' : 'base64', content }
}

function base64(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += String.fromCharCode(byte)
  return btoa(text)
}
