import { renderPage } from './html/page.ts'
import type { ReportFormat } from './report-format.ts'

/** A page to read, send and print: one file, no network, no script. */
export const htmlFormat: ReportFormat = {
  id: 'html',
  title: 'HTML report, one file to read and print',
  extension: 'html',
  mediaType: 'text/html',
  render: (run, { sha256 }) => renderPage(run, sha256).text,
}
