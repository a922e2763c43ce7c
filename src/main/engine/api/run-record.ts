import type { RunEventBatch } from '#shared/api/contract.ts'
import type { ArpEvent } from '#shared/arp/events.ts'
import type { WireTraceEvent } from '#shared/sim/wire-trace.ts'
import { Refusal } from '#shared/api/refusals.ts'

/** Events kept of one run: those of 250,000 transactions. Only a watch that goes on for days makes more. */
const MOST_EVENTS = 500_000
/** How many are let go at a time: one by one each would move all others. */
const LET_GO = 50_000
/** Transactions whose wire is kept. */
const MOST_WIRES = 2000

/** What happened in one run, told in batches: a batch is all that came within one turn of the event loop. */
export class RunRecord {
  readonly runId: string
  readonly #tell: (batch: RunEventBatch) => void
  #events: ArpEvent[] = []
  /** Index of the first event kept. */
  #first = 0
  /** Index behind the last event told. */
  #told = 0
  #isDue = false
  readonly #wires = new Map<number, readonly WireTraceEvent[]>()

  constructor(runId: string, tell: (batch: RunEventBatch) => void) {
    this.runId = runId
    this.#tell = tell
  }

  hear(event: ArpEvent): void {
    this.#events.push(event)
    if (this.#events.length > MOST_EVENTS) this.#letGo()
    if (this.#isDue) return
    this.#isDue = true
    setImmediate(() => this.flush())
  }

  seeWire(seq: number, events: readonly WireTraceEvent[]): void {
    this.#wires.set(seq, events)
    this.#wires.delete(seq - MOST_WIRES)
  }

  /** Tells what has not been told yet. */
  flush(): void {
    this.#isDue = false
    const from = this.#told
    this.#told = this.#first + this.#events.length
    if (this.#told > from) this.#tell(this.events(from))
  }

  /** @throws Refusal for events that are no longer kept */
  events(from: number): RunEventBatch {
    if (from < this.#first) throw new Refusal('gone', `the first ${this.#first} events of this run are no longer kept`)
    return { runId: this.runId, from, events: this.#events.slice(from - this.#first) }
  }

  wire(seq: number): readonly WireTraceEvent[] | null {
    return this.#wires.get(seq) ?? null
  }

  #letGo(): void {
    this.flush()
    this.#events = this.#events.slice(LET_GO)
    this.#first += LET_GO
  }
}
