import { SvelteMap } from 'svelte/reactivity'
import type { HostApi, RunEventBatch, RunStart, WireError } from '#shared/api/contract.ts'
import type { ArpEvent, Step } from '#shared/arp/events.ts'
import { identifyBy } from '#shared/identify/identify.ts'
import { RunFold } from '#shared/run/fold.ts'
import type { Run } from '#shared/run/run.ts'

/** What is being done, and how far it has come where that is known. */
export interface Progress {
  readonly step: Step | null
  readonly done: number
  readonly total: number | null
}

const LOST: WireError = { kind: 'lost', busKind: null, message: 'The engine ended in the middle of the run' }

const AT_REST: Progress = { step: null, done: 0, total: null }

/** One operation as the page follows it: events in, the Run so far out, at most once a frame. */
export class LiveRun {
  readonly runId: string
  readonly #host: HostApi
  readonly #hear: (event: ArpEvent) => void
  readonly #fold = new RunFold(identifyBy({ vendorName: () => undefined }))
  #next = 0
  #isCatchingUp = false
  #isStale = false
  #hasFinished = false
  #run = $state.raw<Run>()
  #phase = $state<'starting' | 'running' | 'stopping' | 'ended'>('starting')
  #error = $state.raw<WireError | null>(null)
  #progress = $state.raw<Progress>(AT_REST)
  /** When each address was addressed last, in page time: for the flash. */
  readonly #addressed = new SvelteMap<number, number>()
  #pending: Progress = AT_REST
  readonly #end = Promise.withResolvers<undefined>()

  constructor(host: HostApi, runId: string, hear: (event: ArpEvent) => void) {
    this.#host = host
    this.runId = runId
    this.#hear = hear
  }

  get run(): Run | undefined {
    return this.#run
  }

  get phase(): 'starting' | 'running' | 'stopping' | 'ended' {
    return this.#phase
  }

  get isOver(): boolean {
    return this.#phase === 'ended'
  }

  get error(): WireError | null {
    return this.#error
  }

  get progress(): Progress {
    return this.#progress
  }

  get addressed(): ReadonlyMap<number, number> {
    return this.#addressed
  }

  /** Settles when it is over, however it ended. */
  get ended(): Promise<undefined> {
    return this.#end.promise
  }

  /** Follows the events; gives the function that ends it. To be called before the run is started. */
  follow(): () => void {
    const ends = [
      this.#host.on('run:events', (batch) => this.#take(batch)),
      this.#host.on('run:ended', ({ runId, error }) => {
        if (runId === this.runId) void this.#finish(error)
      }),
    ]
    return () => ends.forEach((end) => end())
  }

  /** Starts it. A refusal ends it, with `error` saying why. */
  async start({ bus, request }: Omit<RunStart, 'runId'>): Promise<void> {
    const reply = await this.#host.request('run:start', { runId: this.runId, bus, request })
    if (!reply.ok) this.#settle(reply.error)
    else if (this.#phase === 'starting') this.#phase = 'running'
  }

  /** Takes part in one that is under way: of another window, or of this page before it was loaded again. */
  async join(): Promise<void> {
    await this.catchUp()
    this.#refresh()
  }

  /** Stops between two transactions. */
  async cancel(): Promise<void> {
    if (this.#phase === 'ended') return
    this.#phase = 'stopping'
    await this.#host.request('run:cancel', { runId: this.runId })
  }

  /** What was missed: after a connection came back, or a batch was lost. */
  async catchUp(): Promise<void> {
    if (this.#isCatchingUp) return
    this.#isCatchingUp = true
    const reply = await this.#host.request('run:events', { runId: this.runId, from: this.#next })
    this.#isCatchingUp = false
    if (reply.ok) this.#take(reply.value)
  }

  /** The connection is there again. A run that is not under way any more ended meanwhile, or nobody knows of it. */
  async resume(isUnderWay: boolean): Promise<void> {
    await this.catchUp()
    if (!isUnderWay && this.#hasFinished) this.#settle(null)
    else if (!isUnderWay) this.lose()
  }

  /** The engine went away for good: what there is stands. */
  lose(): void {
    this.#settle(LOST)
  }

  #take({ runId, from, events }: RunEventBatch): void {
    if (runId !== this.runId || from + events.length <= this.#next) return
    if (from > this.#next) {
      void this.catchUp()
      return
    }
    for (const event of events.slice(this.#next - from)) this.#add(event)
    this.#next = from + events.length
    if (this.#phase === 'starting') this.#phase = 'running'
    this.#refreshSoon()
  }

  #add(event: ArpEvent): void {
    this.#fold.add(event)
    if (event.type === 'phase') this.#pending = { step: event.step, done: 0, total: event.total }
    if (event.type === 'transaction') this.#pending = { ...this.#pending, done: this.#pending.done + 1 }
    if (event.type === 'exchange' && event.step !== this.#pending.step) {
      this.#pending = { step: event.step, done: 0, total: null }
    }
    if (event.type === 'transaction') this.#addressed.set(event.transaction.address, performance.now())
    if (event.type === 'device' && event.address !== null) this.#addressed.set(event.address, performance.now())
    if (event.type === 'run-finished') this.#hasFinished = true
    this.#hear(event)
  }

  #refreshSoon(): void {
    if (this.#isStale) return
    this.#isStale = true
    requestAnimationFrame(() => this.#refresh())
  }

  #refresh(): void {
    this.#isStale = false
    this.#run = this.#fold.run
    this.#progress = this.#pending
  }

  async #finish(error: WireError | null): Promise<void> {
    await this.catchUp()
    this.#settle(error)
  }

  #settle(error: WireError | null): void {
    if (this.#phase === 'ended') return
    this.#refresh()
    this.#error = error
    this.#progress = AT_REST
    this.#phase = 'ended'
    this.#end.resolve(undefined)
  }
}
