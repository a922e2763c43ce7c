import type { Run } from '#shared/run/run.ts'
import { allFindings } from '#shared/run/summary.ts'

/** A run as the history lists it. */
export interface RunListing {
  readonly runId: string
  /** Counts up from 1 in the order the history took them in. */
  readonly number: number
  readonly operation: Run['operation']
  readonly startedUtc: string
  readonly durationMs: number
  readonly complete: boolean
  readonly adapter: { readonly selector: string; readonly product: string; readonly serial: string | null }
  readonly verdict: Run['summary']['verdict']
  readonly devices: number
  readonly confirmed: number
  readonly findings: Run['summary']['findings']
  /** The codes of its findings, each once, the gravest first. */
  readonly codes: readonly string[]
  /** The name of the file it was read from; null for one made here. */
  readonly openedFrom: string | null
}

const WEIGHT = { error: 0, warning: 1, info: 2 } as const

/** What the history lists of a run. */
export function listRun(run: Run, number: number, openedFrom: string | null = null): RunListing {
  const findings = allFindings(run).toSorted((one, other) => WEIGHT[one.severity] - WEIGHT[other.severity])
  const { selector, product, serial } = run.adapter
  return {
    runId: run.run_id,
    number,
    operation: run.operation,
    startedUtc: run.started_utc,
    durationMs: run.duration_ms,
    complete: run.complete,
    adapter: { selector, product, serial },
    verdict: run.summary.verdict,
    devices: run.summary.devices,
    confirmed: run.summary.confirmed,
    findings: run.summary.findings,
    codes: [...new Set(findings.map(({ code }) => code))],
    openedFrom,
  }
}
