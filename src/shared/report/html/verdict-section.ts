import type { OperationName } from '#shared/arp/events.ts'
import type { Run } from '#shared/run/run.ts'
import { verdictSentence } from '../verdict.ts'
import { clockText, counted, durationText } from '../words.ts'
import { markup, trusted, type Markup } from './markup.ts'

const VERDICTS: Readonly<Record<Run['summary']['verdict'], { readonly word: string; readonly icon: string }>> = {
  pass: { word: 'Pass', icon: '<path d="m4 10.5 4 4 8-9"/>' },
  warn: { word: 'Warning', icon: '<path d="M10 3 18 17H2zM10 8v4.2m0 2.3v.2"/>' },
  fail: { word: 'Fail', icon: '<path d="m5 5 10 10m0-10L5 15"/>' },
}

const OPERATIONS: Readonly<Record<OperationName, string>> = {
  scan: 'Scan',
  inventory: 'Inventory',
  enumerate: 'Enumeration',
  assign: 'Assignment',
  reset: 'Reset',
  watch: 'Watch',
  verify: 'Verification',
  check: 'Compliance',
  step: 'Step by step',
}

/** The masthead: what this is a report of. */
export function masthead(run: Run): Markup {
  return markup`<header class="masthead">
    <svg class="logo" viewBox="0 0 22 22" aria-hidden="true"><path d="M3 18v-6h5V4h6v10h5v4" /></svg>
    <p><b>Arpeggio</b> ${operationName(run.operation)} report</p>
    <p class="quiet num">${run.started_utc}</p>
  </header>`
}

/** The answer, before anything else. */
export function verdictSection(run: Run): Markup {
  const { verdict, findings } = run.summary
  const { word, icon } = VERDICTS[verdict]
  const tallies = (['error', 'warning', 'info'] as const)
    .filter((severity) => findings[severity] > 0)
    .map((severity) => markup`<li class="${severity}">${tally(findings[severity], severity)}</li>`)
  return markup`<section class="verdict ${verdict}" aria-labelledby="verdict">
    <svg class="icon" viewBox="0 0 20 20" aria-hidden="true">${trusted(icon)}</svg>
    <div>
      <p class="word">${run.complete ? word : `${word}, cut short`}</p>
      <h1 id="verdict">${verdictSentence(run)}</h1>
      <ul class="tallies">
        ${tallies.length > 0 ? tallies : markup`<li>No findings</li>`}
      </ul>
    </div>
    <dl class="facts">
      ${facts(run).map(
        ([name, value]) =>
          markup`<div>
            <dt>${name}</dt>
            <dd>${value}</dd>
          </div>`,
      )}
    </dl>
  </section>`
}

/** An operation that a later version knows is called what it is called. */
function operationName(operation: string): string {
  return (OPERATIONS as Readonly<Record<string, string>>)[operation] ?? operation
}

function tally(count: number, severity: 'error' | 'warning' | 'info'): string {
  return severity === 'info' ? counted(count, 'note') : counted(count, severity)
}

function facts({ adapter, bus, duration_ms: ms, statistics, finished_utc: finished }: Run): [string, string][] {
  const took = finished === null ? 'not finished' : durationText(ms * 1000)
  return [
    ['Adapter', `${adapter.product}${adapter.simulated ? ', on a simulated bus' : ''}`],
    ['Bus', `${clockText(bus.clock_hz)}, ${lineWords(bus)}`],
    ['Took', `${took}, ${counted(statistics.transactions, 'transaction')}`],
  ]
}

/** The lines as they were left, or where nobody read them then, as they were found. */
function lineWords({ lines_before: before, lines_after: after }: Run['bus']): string {
  const isRead = after.scl !== 'unknown' || after.sda !== 'unknown'
  const lines = isRead ? after : before
  return `SCL ${lines.scl}, SDA ${lines.sda} ${isRead ? 'at the end' : 'at the start'}`
}
