import type { WireTrace, WireTraceEvent } from '#shared/sim/wire-trace.ts'

/** Takes what was on the wire during transaction `seq`. */
export type SeeWire = (seq: number, events: readonly WireTraceEvent[]) => void

/** Sorts what a simulated wire shows by transaction. Tracing costs, so a wire is traced only while somebody looks. */
export class WireTap implements Disposable {
  readonly #trace: (trace: WireTrace | undefined) => void
  readonly #see: SeeWire
  #events: WireTraceEvent[] = []

  constructor(trace: (trace: WireTrace | undefined) => void, see: SeeWire) {
    this.#trace = trace
    this.#see = see
    trace((event) => this.#events.push(event))
  }

  /** Transaction `seq` has ended. */
  ended(seq: number): void {
    this.#see(seq, this.#events)
    this.#events = []
  }

  [Symbol.dispose](): void {
    this.#trace(undefined)
  }
}
