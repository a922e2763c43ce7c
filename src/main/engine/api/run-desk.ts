import type { RunEnded, RunEventBatch, RunStart } from '#shared/api/contract.ts'
import type { OperationRequest } from '#shared/api/operation-request.ts'
import type { Run } from '#shared/run/run.ts'
import type { WireTraceEvent } from '#shared/sim/wire-trace.ts'
import type { Engine } from '../engine.ts'
import { Refusal, RequestError } from '#shared/api/refusals.ts'
import { wireError } from '#shared/api/reply.ts'
import { RunRecord } from './run-record.ts'

/** Runs whose events are kept: the one under way, and the last ones for pages that are still behind. */
const MOST_RECORDS = 3

/** Where runs go, and who hears of them. */
export interface RunDeskParts {
  readonly engine: Engine
  /** What is run for a start, once everything this computer remembers is in it. */
  readonly requestOf: (start: RunStart) => Promise<OperationRequest>
  readonly events: (batch: RunEventBatch) => void
  /** A run begins; null: it is over. */
  readonly current: (runId: string | null) => void
  /** Takes a Run, complete or not, before its end is told. */
  readonly keep: (run: Run) => Promise<void>
  readonly ended: (ended: RunEnded) => void
  /** Takes faults of the program. */
  readonly defect: (error: unknown) => void
}

/** Starts runs, one at a time, and keeps what happened in the last ones. */
export class RunDesk {
  readonly #parts: RunDeskParts
  readonly #records = new Map<string, RunRecord>()
  #current: { readonly runId: string; readonly stop: AbortController; readonly over: Promise<void> } | undefined

  constructor(parts: RunDeskParts) {
    this.#parts = parts
  }

  get isBusy(): boolean {
    return this.#current !== undefined
  }

  /**
   * Settles when the run has started.
   * @throws Refusal while another one is under way, and what `Engine.run` throws before it starts
   */
  async start(start: RunStart): Promise<null> {
    if (this.#current) throw new Refusal('busy', 'a run is under way; stop it first')
    if (this.#records.has(start.runId)) throw new RequestError(`there is a run ${start.runId} already`)
    const record = new RunRecord(start.runId, this.#parts.events)
    const started = Promise.withResolvers<null>()
    const stop = new AbortController()
    const over = this.#perform(start, record, { stop, started })
    this.#current = { runId: start.runId, stop, over }
    return started.promise
  }

  /** Stops between two transactions; nothing to do where the run is over. */
  cancel(runId: string): null {
    if (this.#current?.runId === runId) this.interrupt('stopped by the user')
    return null
  }

  /** @throws Refusal for a run that is no longer kept */
  events(runId: string, from: number): RunEventBatch {
    const record = this.#records.get(runId)
    if (!record) throw new Refusal('gone', 'the events of this run are no longer kept; the history may have it')
    return record.events(from)
  }

  wire(runId: string, seq: number): readonly WireTraceEvent[] | null {
    return this.#records.get(runId)?.wire(seq) ?? null
  }

  /** Stops the run under way, if there is one, and settles when it is over. */
  async stop(): Promise<void> {
    this.interrupt('the engine ends')
    await this.#current?.over
  }

  /** Stops the run under way, if there is one, between two transactions. */
  interrupt(why: string): void {
    this.#current?.stop.abort(new DOMException(why, 'AbortError'))
  }

  async #perform(
    start: RunStart,
    record: RunRecord,
    { stop, started }: { readonly stop: AbortController; readonly started: PromiseWithResolvers<null> },
  ): Promise<void> {
    const { runId, bus } = start
    try {
      const request = await this.#parts.requestOf(start)
      const run = await this.#parts.engine.run(bus, request, {
        runId,
        signal: stop.signal,
        seeWire: (seq, events) => record.seeWire(seq, events),
        observe: (event) => {
          if (event.type === 'run-started') {
            this.#begin(record)
            started.resolve(null)
          }
          record.hear(event)
        },
      })
      await this.#parts.keep(run)
      this.#end(record, null)
    } catch (error) {
      if (this.#records.get(runId) === record) this.#end(record, error)
      else this.#refuse(started, error)
    }
  }

  #begin(record: RunRecord): void {
    this.#records.set(record.runId, record)
    const [oldest] = this.#records.keys()
    if (this.#records.size > MOST_RECORDS && oldest !== undefined) this.#records.delete(oldest)
    this.#parts.current(record.runId)
  }

  #refuse(started: PromiseWithResolvers<null>, error: unknown): void {
    this.#current = undefined
    started.reject(error)
  }

  #end(record: RunRecord, error: unknown): void {
    record.flush()
    this.#current = undefined
    this.#parts.current(null)
    const broke = error === null ? null : wireError(error)
    if (broke?.kind === 'defect') this.#parts.defect(error)
    this.#parts.ended({ runId: record.runId, error: broke })
  }
}
