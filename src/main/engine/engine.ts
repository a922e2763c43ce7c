import type { AdapterInfo } from '#shared/adapters/adapter.ts'
import { formatSelector, parseSelector, type Selector } from '#shared/adapters/selector.ts'
import type { AdapterList } from '#shared/api/adapter-list.ts'
import type { ConsentState } from '#shared/api/contract.ts'
import type { NamedConsent } from '#shared/api/named-consent.ts'
import type { BusRequest, OperationRequest } from '#shared/api/operation-request.ts'
import type { Consent, Observe, RunStarted } from '#shared/arp/events.ts'
import type { FindingCode } from '#shared/arp/findings.ts'
import { runOperation } from '#shared/arp/operation.ts'
import type { LineLevels, RecoveryReport } from '#shared/i2c/bus.ts'
import type { Clock } from '#shared/i2c/clock.ts'
import { isBusError } from '#shared/i2c/errors.ts'
import { identifyBy, type Identify } from '#shared/identify/identify.ts'
import type { MatchRule } from '#shared/identify/match-rule.ts'
import type { NameSource } from '#shared/identify/name-source.ts'
import { RunFold } from '#shared/run/fold.ts'
import type { Run } from '#shared/run/run.ts'
import { BusSlot } from './bus-slot.ts'
import { ConsentBook, type ConsentEnd } from './consent-book.ts'
import { GuardedObserver } from './guarded-observer.ts'
import { inRealTime } from './live-bus.ts'
import type { BusSource, OpenedBus } from './opened-bus.ts'
import { planOperation, type PlannedOperation } from '#shared/api/plan-operation.ts'
import { ConsentError, RequestError } from '#shared/api/refusals.ts'
import { WireTap, type SeeWire } from './wire-tap.ts'

/** What an engine is made of. */
export interface EngineParts {
  /** Real time, by which consent expires and a watch without an end waits. */
  readonly clock: Clock
  readonly tool: RunStarted['tool']
  readonly host: RunStarted['host']
  readonly newRunId: () => string
  /** Names for the devices of Runs. */
  readonly loadNames: () => Promise<NameSource>
  /** Rejects with RequestError where the selector can't name a bus. */
  readonly findBus: (selector: Selector) => Promise<BusSource>
  /** Sends nothing on any bus. */
  readonly listAdapters: () => Promise<AdapterList>
}

/** What a caller of {@link Engine.run} may bring. */
export interface RunOptions {
  /**
   * Takes each event as it happens. Called between transactions only, while the bus is idle; what it returns is not
   * waited for. When it throws it hears no more, the operation goes on, and `run` rejects with its error at the end.
   */
  readonly observe?: Observe
  /** What the Run is called; a new name where absent. */
  readonly runId?: string
  /** Takes what was on the wire during transaction `seq`, where the bus is simulated. */
  readonly seeWire?: SeeWire
  /** Stops between two transactions; the Run is given all the same, not complete. */
  readonly signal?: AbortSignal
}

/** Levels of the lines of a bus, and whose they are. */
export interface LinesReport {
  readonly adapter: AdapterInfo
  readonly levels: LineLevels
}

/** A request that has passed everything but consent and opening. */
interface Approach {
  readonly slot: BusSlot
  readonly source: BusSource
  readonly clockHz: number
}

/** An operation on an open bus. */
interface Performance {
  readonly bus: OpenedBus
  readonly operation: PlannedOperation
  readonly start: Omit<RunStarted, 'type' | 'adapter' | 'clockHz' | 'startedUtc'>
  readonly identify: Identify
  readonly options: RunOptions
}

/**
 * Opens buses and runs operations on them: one at a time on each, none of those that touch 0x61 without consent that is
 * valid when it starts. What a front end asks for comes as plain data, what happens goes to it as plain events.
 *
 * Refusals come in this order, nothing of what follows having been tried: RequestError, ConsentError, OpenError. Lines
 * held low and a failed self-test are findings of the Run.
 */
export class Engine implements AsyncDisposable {
  readonly #parts: EngineParts
  readonly #consents: ConsentBook
  readonly #slots = new Map<string, BusSlot>()

  constructor(parts: EngineParts) {
    this.#parts = parts
    this.#consents = new ConsentBook(parts.clock)
  }

  /** The adapters attached, whether they can be opened or not. Sends nothing on any bus. */
  listAdapters(): Promise<AdapterList> {
    return this.#parts.listAdapters()
  }

  /**
   * Arms a bus: `by` agrees to ARP traffic on it. The consent expires, and ends when the adapter is gone. For a bus
   * that others live on it counts only where `name` says which it is, such as `i2c-0`.
   * @throws RequestError where the selector can't be parsed
   */
  arm(selector: string, by: string, name: string | null = null): Consent {
    return this.#consents.give(this.#slot(parse(selector)).key, by, name)
  }

  /**
   * What consent to ARP on a bus has to name; undefined where nothing.
   * @throws RequestError where the selector can't name a bus
   */
  async namedConsent(selector: string): Promise<NamedConsent | undefined> {
    return (await this.#parts.findBus(parse(selector))).namedConsent
  }

  /** Ends the consent for a bus; an operation under way runs to its end. */
  disarm(selector: string, why: ConsentEnd = 'withdrawn'): void {
    this.#consents.end(this.#slot(parse(selector)).key, why)
  }

  /** Whether a bus is armed, for how much longer, or why no more. */
  consentState(selector: string): Omit<ConsentState, 'selector'> {
    return this.#consents.stateOf(this.#slot(parse(selector)).key)
  }

  /** Says that an adapter was pulled: consent was for what hung on it. Its bus is closed once what runs on it has ended. */
  async adapterGone(selector: string): Promise<void> {
    const slot = this.#slot(parse(selector))
    this.#consents.end(slot.key, 'adapter-gone')
    await slot.exclusively(() => slot.close())
  }

  /** How the devices of a Run are identified: by the names this engine has, and by `rules` before its own. */
  async identification(rules?: readonly MatchRule[]): Promise<Identify> {
    return identifyBy(await this.#parts.loadNames(), rules)
  }

  /**
   * Runs an operation and gives its Run, complete or not.
   * @throws RequestError, ConsentError or OpenError, in that order; the signal's reason when aborted before it started
   */
  async run(bus: BusRequest, request: OperationRequest, options: RunOptions = {}): Promise<Run> {
    const approach = await this.#approach(bus)
    const { slot, source } = approach
    const operation = planOperation(request, source.capabilities?.quickWrite ?? true)
    const identify = await this.identification(request.rules)
    return slot.exclusively(async () => {
      options.signal?.throwIfAborted()
      const consent = this.#consentTo(request, operation, approach)
      const opened = await slot.open(source, approach.clockHz)
      const settings = { ...operation.settings, clockHz: opened.clockHz }
      const start = { ...this.#identity(options), operation: request.operation, consent, settings }
      // Simulated time costs nothing: without an end it would pass as fast as it can be computed.
      const paced = isEndless(request) ? inRealTime(opened, this.#parts.clock) : opened
      return this.#perform(slot, { bus: paced, operation, start, identify, options })
    })
  }

  /**
   * Levels of the lines now; sends nothing.
   * @throws RequestError or OpenError; BusError when the adapter fails
   */
  lines(bus: BusRequest): Promise<LinesReport> {
    return this.#onAdapter(bus, async (opened) => ({
      adapter: opened.info,
      levels: (await opened.lines?.()) ?? { scl: 'unknown', sda: 'unknown' },
    }))
  }

  /**
   * Tries to bring a stuck bus back to idle: clocks and a STOP at most, no address is sent.
   * @throws RequestError where the adapter can't, or OpenError; BusError when the adapter fails
   */
  recover(bus: BusRequest): Promise<RecoveryReport & { readonly adapter: AdapterInfo }> {
    return this.#onAdapter(bus, async (opened) => {
      const report = await opened.recover?.()
      if (!report) throw new RequestError(`${opened.info.product} can't recover a bus; power-cycle the card`)
      return { adapter: opened.info, ...report }
    })
  }

  /** Closes a bus once what runs on it has ended; the next request opens it again. */
  async close(selector: string): Promise<void> {
    const slot = this.#slot(parse(selector))
    await slot.exclusively(() => slot.close())
  }

  /** Closes all buses, each once what runs on it has ended. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#slots.values()].map((slot) => slot.exclusively(() => slot.close())))
  }

  async #approach({ selector: text, clockHz: asked }: BusRequest): Promise<Approach> {
    const selector = parse(text)
    const source = await this.#parts.findBus(selector)
    const clockHz = asked ?? source.usualClockHz
    if (asked !== undefined && source.clockSetBy !== undefined) {
      throw new RequestError(`${text} has its clock set by ${source.clockSetBy}: leave --speed out`)
    }
    const range = source.capabilities?.clockHz
    if (range && (clockHz < range.min || clockHz > range.max)) {
      throw new RequestError(
        `${text} can't run its bus at ${clockHz} Hz: this adapter does ${range.min} to ${range.max} Hz`,
      )
    }
    return { slot: this.#slot(selector), source, clockHz }
  }

  #slot(selector: Selector): BusSlot {
    const key = formatSelector(selector)
    const slot = this.#slots.get(key) ?? new BusSlot(key)
    this.#slots.set(key, slot)
    return slot
  }

  #consentTo({ operation }: OperationRequest, { wouldSend }: PlannedOperation, { slot, source }: Approach): Consent {
    const consent = this.#consents.of(slot.key)
    const named = source.namedConsent
    if (wouldSend === null) return consent
    const isGiven = consent.armed && (named === undefined || this.#consents.nameGiven(slot.key) === named.name)
    if (!isGiven) throw new ConsentError(operation, wouldSend, named)
    return consent
  }

  #identity({ runId }: RunOptions): Pick<RunStarted, 'runId' | 'tool' | 'host'> {
    const { newRunId, tool, host } = this.#parts
    return { runId: runId ?? newRunId(), tool, host }
  }

  async #perform(slot: BusSlot, { bus, operation, start, identify, options }: Performance): Promise<Run> {
    const fold = new RunFold(identify)
    const observer = new GuardedObserver(options.observe)
    using tap = tapped(bus, options.seeWire)
    const frame = {
      bus,
      policy: operation.policy,
      observe: (event: Parameters<Observe>[0]): void => {
        fold.add(event)
        if (event.type === 'transaction') tap?.ended(event.transaction.seq)
        observer.hear(event)
      },
      selfTest: !slot.selfTestPassed,
      start,
      ...(options.signal ? { signal: options.signal } : {}),
    }
    const { selfTestPassed } = await runOperation(frame, operation.body)
    slot.selfTestPassed ||= selfTestPassed
    const { run } = fold
    if (!run) throw new Error('the operation ended without having started')
    if (isAdapterLost(run)) await this.#lose(slot)
    observer.throwIfFailed()
    return run
  }

  async #onAdapter<T>(bus: BusRequest, action: (opened: OpenedBus) => Promise<T>): Promise<T> {
    const { slot, source, clockHz } = await this.#approach(bus)
    return slot.exclusively(async () => {
      try {
        return await action(await slot.open(source, clockHz))
      } catch (error) {
        if (isBusError(error, 'closed')) await this.#lose(slot)
        throw error
      }
    })
  }

  /** The cable is out: consent was for what hung on it. */
  async #lose(slot: BusSlot): Promise<void> {
    this.#consents.end(slot.key, 'adapter-gone')
    await slot.close()
  }
}

function isEndless(request: OperationRequest): boolean {
  return request.operation === 'watch' && request.forMs === null
}

function tapped({ traceWire }: OpenedBus, seeWire: SeeWire | undefined): WireTap | undefined {
  return traceWire && seeWire ? new WireTap(traceWire, seeWire) : undefined
}

function parse(selector: string): Selector {
  try {
    return parseSelector(selector)
  } catch (error) {
    if (error instanceof SyntaxError) throw new RequestError(error.message)
    throw error
  }
}

function isAdapterLost({ findings }: Run): boolean {
  const lost: FindingCode = 'adapter-lost'
  return findings.some(({ code }) => code === lost)
}
