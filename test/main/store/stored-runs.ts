import { randomUUID } from 'node:crypto'
import type { ArpEvent } from '#shared/arp/events.ts'
import type { Run } from '#shared/run/run.ts'
import { foldAll } from '../../support/arbitrary-run.ts'
import { EXAMPLE_EVENTS, STARTED } from '../../support/example-run.ts'

const EXAMPLE = foldAll(EXAMPLE_EVENTS)

/** The example run under a name of its own; give what differs. */
export function exampleRun(change: Partial<Run> = {}): Run {
  return { ...EXAMPLE, run_id: randomUUID(), ...change }
}

/** What the example run has that a run of `operation` on `selector` has not. */
export function exampleOn(selector: string, operation: Run['operation'] = 'enumerate'): Run {
  return exampleRun({ operation, adapter: { ...EXAMPLE.adapter, selector } })
}

/** An example run that began at a time. */
export function exampleAt(startedUtc: string): Run {
  return exampleRun({ started_utc: startedUtc })
}

/** A run that found nobody, of the worst kind. */
export function failedScan(): Run {
  const events: ArpEvent[] = [
    { ...STARTED, operation: 'scan', runId: randomUUID() },
    { type: 'other-address', address: 0x50, answersTo: 'read' },
    { type: 'finding', device: null, code: 'stuck-sda', severity: 'error', message: 'SDA is low', evidence: [] },
    { type: 'run-finished', finishedUtc: '2026-11-22T09:30:00.041Z', durationMs: 41.5, complete: false },
  ]
  return foldAll(events)
}
