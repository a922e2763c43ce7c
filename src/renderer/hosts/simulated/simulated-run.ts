import type { RunEventBatch, RunStart } from '#shared/api/contract.ts'
import type { PlannedOperation } from '#shared/api/plan-operation.ts'
import type { ArpEvent, Consent } from '#shared/arp/events.ts'
import { runOperation } from '#shared/arp/operation.ts'
import { identifyBy } from '#shared/identify/identify.ts'
import { RunFold } from '#shared/run/fold.ts'
import type { Run } from '#shared/run/run.ts'
import type { WireTraceEvent } from '#shared/sim/wire-trace.ts'
import type { OpenCard } from './open-card.ts'

const TOOL = { name: 'arpeggio', version: '0.1.0' }
const HOST = { os: 'browser', arch: 'any' }
/** The list of all vendors is the engine's; these make the simulated cards. */
export const VENDORS: ReadonlyMap<number, string> = new Map([
  [0x8086, 'Intel Corporation'],
  [0x10ee, 'Xilinx Corporation'],
  [0x18f4, 'Napatech A/S'],
])
/** Events wait at most this long for company. */
const BATCH_MS = 16

/** One operation on a simulated card, its events kept and told in batches. */
export class SimulatedRun {
  readonly #runId: string
  readonly #operation: PlannedOperation
  readonly #tell: (batch: RunEventBatch) => void
  readonly #fold: RunFold
  readonly #events: ArpEvent[] = []
  readonly #wire = new Map<number, readonly WireTraceEvent[]>()
  readonly #stop = new AbortController()
  #told = 0
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor({ runId, request }: RunStart, operation: PlannedOperation, tell: (batch: RunEventBatch) => void) {
    this.#runId = runId
    this.#operation = operation
    this.#tell = tell
    this.#fold = new RunFold(identifyBy({ vendorName: (vendor) => VENDORS.get(vendor) }, request.rules))
  }

  /** Runs to the end, and gives the Run. */
  async perform(card: OpenCard, consent: Consent): Promise<Run> {
    const { operation, policy, settings, body } = this.#operation
    card.takeTrace()
    await runOperation(
      {
        bus: card,
        policy,
        observe: (event) => this.#hear(event, card),
        signal: this.#stop.signal,
        selfTest: true,
        start: {
          runId: this.#runId,
          operation,
          tool: TOOL,
          host: HOST,
          consent,
          settings: { ...settings, clockHz: card.clockHz },
        },
      },
      body,
    )
    this.#flush()
    const { run } = this.#fold
    if (!run) throw new Error('the operation ended without having started')
    return run
  }

  cancel(): void {
    this.#stop.abort(new DOMException('cancelled by the user', 'AbortError'))
  }

  events(from: number): RunEventBatch {
    return { runId: this.#runId, from, events: this.#events.slice(from) }
  }

  wire(seq: number): readonly WireTraceEvent[] | null {
    return this.#wire.get(seq) ?? null
  }

  #hear(event: ArpEvent, card: OpenCard): void {
    this.#fold.add(event)
    this.#events.push(event)
    if (event.type === 'transaction') this.#wire.set(event.transaction.seq, card.takeTrace())
    this.#timer ??= setTimeout(() => this.#flush(), BATCH_MS)
  }

  #flush(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const batch = this.events(this.#told)
    if (batch.events.length === 0) return
    this.#told = this.#events.length
    this.#tell(batch)
  }
}
