import type { EngineState, NoticeName, Notices, Reply, RequestName, WireError } from '#shared/api/contract.ts'
import type { NoticeFrame } from '#shared/api/socket-frames.ts'
import type { FromEngine, ToEngine } from '../engine/process-messages.ts'
import { RunKeeper } from './run-keeper.ts'

/** Deaths within {@link DEATHS_WITHIN_MS} after which it is not started again by itself. */
const MOST_DEATHS = 3
const DEATHS_WITHIN_MS = 60_000
/** How long an engine may take to leave its buses idle. */
const END_WITHIN_MS = 3000

const LOST: WireError = { kind: 'lost', busKind: null, message: 'The engine ended unexpectedly' }

/** A process of the engine, as Electron's `utilityProcess` gives it. */
export interface EngineChild {
  postMessage(message: ToEngine): void
  on(event: 'message', listener: (message: FromEngine) => void): unknown
  once(event: 'exit', listener: (code: number) => void): unknown
  kill(): boolean
}

/** What an engine's process needs of the app. */
export interface EngineProcessParts {
  readonly fork: () => EngineChild
  readonly tell: <K extends NoticeName>(name: K, notice: Notices[K]) => void
  readonly nowMs: () => number
  /** Takes one line at a time. */
  readonly log: (line: string) => void
}

/** The engine in its process: requests go there, notices come back, and when it dies it is started again. */
export class EngineProcess {
  readonly #parts: EngineProcessParts
  readonly #keeper = new RunKeeper()
  readonly #waiting = new Map<number, (reply: Reply<unknown>) => void>()
  #child: EngineChild | undefined
  #lastId = 0
  #deathsMs: number[] = []
  #state: Pick<EngineState, 'state' | 'message' | 'runId'> = { state: 'ready', message: null, runId: null }
  #isEnding = false
  readonly #whenRunEnds: (() => void)[] = []

  constructor(parts: EngineProcessParts) {
    this.#parts = parts
    this.#start()
  }

  /** The run under way, until its end has been told; null while there is none. */
  get runId(): string | null {
    return this.#state.runId ?? this.#keeper.runId
  }

  /** Never rejects. */
  request(name: RequestName, argument: unknown): Promise<Reply<unknown>> {
    if (name === 'engine:restart') return this.#restart()
    if (name === 'engine:state' && this.#state.state !== 'ready') return Promise.resolve(answer(this.#ownState()))
    const child = this.#child
    if (!child) return Promise.resolve({ ok: false, error: LOST })
    const id = ++this.#lastId
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve)
      child.postMessage({ id, request: name, argument })
    })
  }

  /** Says something to the engine that has no answer. */
  say(message: Exclude<ToEngine, { readonly request: RequestName }>): void {
    this.#child?.postMessage(message)
  }

  /** Settles when no run is under way. */
  async runOver(): Promise<void> {
    if (this.runId !== null) await new Promise<void>((resolve) => this.#whenRunEnds.push(resolve))
  }

  /** Ends the engine, its buses left idle; one that does not listen any more is killed. */
  async end(): Promise<void> {
    const child = this.#child
    this.#isEnding = true
    if (!child) return
    const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
    const impatience = setTimeout(() => child.kill(), END_WITHIN_MS)
    child.postMessage({ end: true })
    await gone
    clearTimeout(impatience)
  }

  #start(): void {
    const child = this.#parts.fork()
    this.#child = child
    child.on('message', (message) => this.#take(message))
    child.once('exit', (code) => this.#died(code))
  }

  #restart(): Promise<Reply<null>> {
    this.#deathsMs = []
    // Where it lives its death starts it again.
    if (this.#child) this.#child.kill()
    else this.#startAgain('The engine was started again', undefined)
    return Promise.resolve(answer(null))
  }

  #take(message: FromEngine): void {
    if ('notice' in message) {
      this.#note(message)
      return
    }
    this.#waiting.get(message.id)?.(message.reply)
    this.#waiting.delete(message.id)
  }

  #note({ notice, value }: NoticeFrame): void {
    if (notice === 'run:events') this.#takeEvents(value as Notices['run:events'])
    if (notice === 'engine') this.#state = value as EngineState
    if (notice === 'run:ended') this.#runEnded()
    this.#parts.tell(notice, value)
  }

  #takeEvents(batch: Notices['run:events']): void {
    const missingFrom = this.#keeper.take(batch)
    if (missingFrom === undefined) return
    void this.request('run:events', { runId: batch.runId, from: missingFrom }).then((reply) => {
      const missing = reply.ok ? (reply.value as Notices['run:events']) : undefined
      if (missing && missing.runId === this.runId) this.#keeper.take(missing)
    })
  }

  #runEnded(): void {
    this.#keeper.end()
    for (const resolve of this.#whenRunEnds.splice(0)) resolve()
  }

  #died(code: number): void {
    this.#child = undefined
    for (const resolve of this.#waiting.values()) resolve({ ok: false, error: LOST })
    this.#waiting.clear()
    const { runId } = this
    const kept = this.#keeper.cutShort()
    this.#runEnded()
    if (this.#isEnding) return
    this.#parts.log(`the engine ended unexpectedly (${code})`)
    const nowMs = this.#parts.nowMs()
    this.#deathsMs = [...this.#deathsMs.filter((deathMs) => nowMs - deathMs < DEATHS_WITHIN_MS), nowMs]
    if (this.#deathsMs.length > MOST_DEATHS) {
      this.#setState('lost', `The engine ended ${MOST_DEATHS + 1} times within a minute and was not started again`)
    } else {
      this.#setState('restarting', `The engine ended unexpectedly (${code}) and is started again`)
      const message = `The engine ended unexpectedly (${code}) and was started again`
      this.#startAgain(kept ? `${message}; what there is of the run is in the history` : message, kept)
    }
    if (runId !== null) this.#parts.tell('run:ended', { runId, error: LOST })
  }

  /** The new engine says that it is ready, and why. */
  #startAgain(message: string, kept: ReturnType<RunKeeper['cutShort']>): void {
    this.#start()
    this.say({ restarted: { message, kept: kept ?? null } })
  }

  #setState(state: EngineState['state'], message: string): void {
    this.#state = { state, message, runId: null }
    this.#parts.tell('engine', this.#ownState())
  }

  #ownState(): EngineState {
    return { ...this.#state, mayControl: true, savesFiles: true }
  }
}

function answer<T>(value: T): Reply<T> {
  return { ok: true, value }
}
