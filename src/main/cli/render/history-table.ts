import type { RunListing } from '#shared/api/run-listing.ts'
import { printable } from '#shared/run/printable.ts'
import { formatColumns, formatSections, type Cell } from './columns.ts'
import { renderDocument } from './document.ts'
import type { View } from './view.ts'

const HEADER = ['ID', 'STARTED (UTC)', 'OPERATION', 'ADAPTER', 'VERDICT', 'DEVICES', 'FINDINGS']
/** Digits of an id that tell runs apart on any one person's computer. */
const ID_DIGITS = 8
const MOST_CODES = 3

/** Runs for people, one a line. */
export function renderHistoryTable(runs: readonly RunListing[], { colours }: View): string {
  if (runs.length === 0) return 'No runs.\n'
  const colourOf = { pass: colours.green, warn: colours.yellow, fail: colours.red }
  const rows = runs.map((run): Cell[] => [
    { text: run.runId.slice(0, ID_DIGITS), style: colours.bold },
    { text: run.startedUtc.slice(0, 19).replace('T', ' ') },
    { text: run.operation },
    { text: printable(run.adapter.selector) },
    { text: run.complete ? run.verdict : `${run.verdict}, cut short`, style: colourOf[run.verdict] },
    { text: run.devices === run.confirmed ? String(run.devices) : `${run.devices}, ${run.confirmed} confirmed` },
    { text: codesText(run.codes) },
  ])
  return formatSections([formatColumns(HEADER, rows)])
}

/** Runs as a document for programs. */
export function renderHistoryJson(runs: readonly RunListing[]): string {
  return renderDocument({
    runs: runs.map((run) => ({
      run_id: run.runId,
      number: run.number,
      operation: run.operation,
      started_utc: run.startedUtc,
      duration_ms: run.durationMs,
      complete: run.complete,
      adapter: run.adapter,
      verdict: run.verdict,
      devices: run.devices,
      confirmed: run.confirmed,
      findings: run.findings,
      codes: run.codes,
      opened_from: run.openedFrom,
    })),
  })
}

function codesText(codes: readonly string[]): string {
  const left = codes.length - MOST_CODES
  return [...codes.slice(0, MOST_CODES), ...(left > 0 ? [`${left} more`] : [])].join(', ')
}
