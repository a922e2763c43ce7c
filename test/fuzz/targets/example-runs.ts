import type { Run } from '#shared/run/run.ts'
import { reportedRun } from '../../support/report-runs.ts'

let made: Promise<readonly Run[]> | undefined

/** Runs of simulated cards with few devices and everything a Run can hold; made when first asked for. */
export function exampleRuns(): Promise<readonly Run[]> {
  made ??= Promise.all([
    reportedRun('single', 'mcp2221'),
    reportedRun('second-controller'),
    reportedRun('empty'),
    reportedRun('stuck-sda', 'mcp2221'),
  ])
  return made
}
