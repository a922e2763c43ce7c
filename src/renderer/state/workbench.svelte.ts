import { createContext } from 'svelte'
import type { ScenarioListing } from '#shared/api/adapter-list.ts'
import type { EngineState, HostApi } from '#shared/api/contract.ts'
import type { BusRequest, OperationRequest } from '#shared/api/operation-request.ts'
import type { Run } from '#shared/run/run.ts'
import { AdapterShelf } from './adapter-shelf.svelte.ts'
import { RequestFailed } from './answers.ts'
import { chooseFile } from '../model/choose-file.ts'
import { busMap, type Cell } from '../model/bus-map.ts'
import { newRunId } from '../model/run-id.ts'
import { NO_SIGHTINGS, withRun, type Sightings } from '../model/sightings.ts'
import { Consent } from './consent.svelte.ts'
import { Expected } from './expected.svelte.ts'
import { Focus } from './focus.svelte.ts'
import { History } from './history.svelte.ts'
import { Lines } from './lines.svelte.ts'
import { LiveRun } from './live-run.svelte.ts'
import { Log, type LogLevel } from './log.svelte.ts'
import { requestOf, type Ask } from './operation-choice.ts'
import { Preferences } from './preferences.svelte.ts'
import { logLineOf } from './run-commentary.ts'
import { StepMode } from './step-mode.svelte.ts'

/** The pages of the window. */
export type View = 'bench' | 'runs' | 'report' | 'checks' | 'step' | 'doctor' | 'settings'

/** What lies over a page. */
export type Overlay = 'arming' | 'cards' | 'palette' | 'shortcuts' | 'about' | null

const READY: EngineState = { state: 'ready', message: null, mayControl: true, savesFiles: false, runId: null }

/** Everything the window knows and can do: made once, handed to components by context. */
export class Workbench {
  readonly host: HostApi
  readonly preferences: Preferences
  readonly shelf: AdapterShelf
  readonly consent: Consent
  readonly lines: Lines
  readonly history: History
  /** What runs are held against. */
  readonly expected = new Expected()
  readonly log = new Log()
  readonly focus = new Focus()
  readonly stepMode = new StepMode()

  view = $state<View>('bench')
  overlay = $state<Overlay>(null)
  #engine = $state.raw<EngineState>(READY)
  #selector = $state<string | null>(null)
  /** From all runs on this bus since it was chosen. */
  #sightings = $state.raw<Sightings>(NO_SIGHTINGS)
  #clockHz = $state(100_000)
  #live = $state.raw<LiveRun>()
  #shown = $state.raw<Run>()
  /** One line about the last thing that went wrong; gone with the next try. */
  #trouble = $state<string | null>(null)
  #offeredCard = $state.raw<ScenarioListing | null>(null)
  #pending = $state.raw<Ask | null>(null)
  #endLive = (): void => undefined

  /** The run on the bench: the one under way, or the one looked at. */
  readonly run: Run | undefined = $derived(this.#shown ?? this.#live?.run)
  /** The map: the run on the bench over what is known of the bus. */
  readonly cells: readonly Cell[] = $derived.by(() => {
    const { pool, reserved } = this.preferences
    return busMap({ run: this.run, sightings: this.#sightings, pool, reserved })
  })
  readonly isUnplugged = $derived.by(
    () => this.#selector !== null && this.shelf.find(this.#selector).state === 'unplugged',
  )
  readonly isRunning = $derived(this.#live !== undefined && !this.#live.isOver)

  /** Whether the clock is ours to set: that of a kernel's bus is its driver's. */
  readonly setsClock = $derived(!(this.#selector?.startsWith('i2c-dev:') ?? false))

  constructor(host: HostApi) {
    this.host = host
    this.preferences = new Preferences(host)
    this.shelf = new AdapterShelf(host, this.preferences)
    this.consent = new Consent(host)
    this.lines = new Lines(host)
    this.history = new History(host)
  }

  get engine(): EngineState {
    return this.#engine
  }

  get selector(): string | null {
    return this.#selector
  }

  get clockHz(): number {
    return this.#clockHz
  }

  get live(): LiveRun | undefined {
    return this.#live
  }

  get trouble(): string | null {
    return this.#trouble
  }

  /** The number the history gave the run on the bench; undefined until it has. */
  get runNumber(): number | undefined {
    return this.run && this.history.find(this.run.run_id)?.number
  }

  /** Follows everything; gives the function that ends it. */
  follow(): () => void {
    const ends = [
      this.host.on('engine', (state) => this.#engineChanged(state)),
      this.host.on('bus:opened', ({ selector }) => this.#openFile(selector)),
      this.preferences.follow(),
      this.shelf.follow(),
      this.consent.follow(),
      this.lines.follow(),
      this.history.follow(),
    ]
    void this.#comeBack()
    return () => [...ends, this.#endLive].forEach((end) => end())
  }

  /** Goes on where the page was when it was closed, or loaded again: in a run, else at its bus where that is still there. */
  async #comeBack(): Promise<void> {
    const [engine, settings] = await Promise.all([
      this.host.request('engine:state', null),
      this.host.request('settings:read', null),
      this.shelf.look(),
    ])
    if (engine.ok) this.#engineChanged(engine.value)
    const selector = settings.ok ? settings.value.lastSelector : null
    const isFree = this.#engine.mayControl && this.#engine.runId === null && this.#selector === null
    if (selector !== null && isFree && this.shelf.find(selector).state === 'ready') await this.choose(selector)
  }

  /** Turns to another bus, or to none. What was on the map goes. */
  async choose(selector: string | null): Promise<void> {
    if (this.isRunning) return
    this.#selector = selector
    this.#offeredCard = null
    this.#setLive(undefined)
    this.#shown = undefined
    this.#sightings = NO_SIGHTINGS
    this.focus.clear()
    this.stepMode.clear()
    await this.#openBus()
    if (selector !== null) {
      this.log.add('app', `turned to ${selector}`)
      void this.preferences.change({ lastSelector: selector })
    }
  }

  /** Another clock: the bus is closed and opened anew. */
  async setClock(clockHz: number): Promise<void> {
    if (this.isRunning || clockHz === this.#clockHz) return
    this.#clockHz = clockHz
    if (this.#selector !== null) await this.host.request('bus:close', { selector: this.#selector })
    await this.#openBus()
  }

  /** Runs an operation. One that talks to 0x61 asks first, where nobody has agreed yet. */
  async perform(ask: Ask): Promise<void> {
    const bus = this.#bus()
    if (!bus || this.isRunning) return
    if (ask === 'verify' && this.expected.name === null && !(await this.expect())) return
    const request = this.#requestOf(ask)
    if (request.operation !== 'scan' && !this.consent.armed) {
      this.#pending = ask
      this.overlay = 'arming'
      return
    }
    if (request.operation !== 'check' && request.operation !== 'step') this.view = 'bench'
    this.#trouble = null
    const live = this.#newLive(newRunId())
    await live.start({ bus, request })
    await live.ended
    await this.#adopt(live)
  }

  /** Follows a run that this page did not start: another window's, or its own from before it was loaded again. */
  async #join(runId: string): Promise<void> {
    const live = this.#newLive(runId)
    await live.join()
    if (live.run && live === this.#live) {
      this.#selector = live.run.adapter.selector
      this.#clockHz = live.run.bus.clock_hz
      await this.#openBus()
    }
    await live.ended
    await this.#adopt(live)
  }

  #newLive(runId: string): LiveRun {
    const live = new LiveRun(this.host, runId, (event) => {
      const line = logLineOf(event, Date.now())
      if (line) this.log.addAll([line])
    })
    this.#setLive(live)
    this.#shown = undefined
    this.focus.clear()
    return live
  }

  /** Once a run is over the engine's own Run stands for it: with names only the engine knows. */
  async #adopt(live: LiveRun): Promise<void> {
    if (live.error) this.#say(live.error.message)
    if (live !== this.#live || !live.run) return
    try {
      this.#shown = await this.history.run(live.runId)
    } catch {
      // Not kept: what the page made of the events is the same run without the names.
      this.#shown = live.run
    }
    if (this.#shown.operation === 'step') this.stepMode.take(this.#shown)
    this.#sightings = withRun(this.#sightings, this.#shown)
  }

  /** Asks for an expectation to hold runs against; false where there is none then. */
  async expect(): Promise<boolean> {
    const file = await chooseFile('.json,application/json')
    if (!file) return false
    try {
      await this.expected.take(file)
      this.#trouble = null
      return true
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error
      this.#say(error.message)
      return false
    }
  }

  /** The engineer agreed, naming the bus where others live on it: it is armed, and what waited for that goes on. */
  async arm(name: string | null = null): Promise<void> {
    const message = await this.consent.arm(name)
    if (message !== null) this.#say(message)
    else this.log.add('app', `ARP armed on ${this.#selector ?? ''}`)
    this.overlay = null
    const ask = this.#pending
    this.#pending = null
    if (ask !== null && this.consent.armed) await this.perform(ask)
  }

  /** The engineer did not agree, or withdrew. */
  async keepSafe(): Promise<void> {
    this.#pending = null
    this.overlay = null
    if (!this.consent.armed) return
    await this.consent.disarm()
    this.log.add('app', 'ARP is safe again')
  }

  /** What waits for the engineer's consent; null where only arming was asked for. */
  get pendingOperation(): OperationRequest['operation'] | null {
    return this.#pending === null ? null : this.#requestOf(this.#pending).operation
  }

  async stop(): Promise<void> {
    await this.#live?.cancel()
  }

  async recover(): Promise<void> {
    const bus = this.#bus()
    if (bus) this.log.add('bus', await this.lines.recover(bus))
  }

  /** Puts a run of the history on the bench. */
  async show(runId: string): Promise<void> {
    if (this.isRunning) return
    try {
      const run = await this.history.run(runId)
      this.#setLive(undefined)
      this.#shown = run
      // A run of another time or bus is shown by itself.
      this.#sightings = NO_SIGHTINGS
      this.focus.clear()
      this.view = 'bench'
    } catch (error) {
      this.#report(error)
    }
  }

  /** Takes a saved run in and puts it on the bench; the bus of a session bundle is offered as a card. */
  async open(file: File): Promise<void> {
    try {
      const { listing, card } = await this.history.open(file)
      await this.show(listing.runId)
      this.log.add('app', `opened ${file.name}`)
      this.#offeredCard = card
      if (card) await this.shelf.lookForCards()
    } catch (error) {
      this.#report(error)
    }
  }

  /** Says one line of trouble until the next try. */
  #say(message: string, level: LogLevel = 'error'): void {
    this.#trouble = message
    this.log.add('app', message, level)
  }

  /** The bus of the bundle that was opened last, until the engineer turns to a bus; null for none. */
  get offeredCard(): ScenarioListing | null {
    return this.#offeredCard
  }

  declineCard(): void {
    this.#offeredCard = null
  }

  forgetTrouble(): void {
    this.#trouble = null
  }

  /** A bus that was opened from the desktop. */
  #openFile(selector: string): void {
    if (this.isRunning) this.#say(`${selector} can be opened once the run is over`)
    else {
      this.view = 'bench'
      void this.choose(selector)
    }
  }

  #report(error: unknown): void {
    if (!(error instanceof RequestFailed)) throw error
    this.#say(error.message)
  }

  #requestOf(ask: Ask): OperationRequest {
    return requestOf(ask, this.preferences, this.expected.absent)
  }

  #bus(): BusRequest | null {
    if (this.#selector === null) return null
    return { selector: this.#selector, ...(this.setsClock ? { clockHz: this.#clockHz } : {}) }
  }

  async #openBus(): Promise<void> {
    this.#trouble = null
    await this.consent.turnTo(this.#selector)
    const message = await this.lines.turnTo(this.#bus())
    if (message !== null) this.#say(message)
  }

  #setLive(live: LiveRun | undefined): void {
    this.#endLive()
    this.#live = live
    this.#endLive = live?.follow() ?? ((): void => undefined)
  }

  #engineChanged(state: EngineState): void {
    const before = this.#engine
    this.#engine = state
    if (state.state === 'ready') void this.#carryOn(state, before)
    else if (state.state !== before.state) this.log.add('engine', state.message ?? state.state, 'error')
    const live = this.#live
    // A run of the history stays on the bench until its engineer turns away from it.
    const isReading = this.#shown !== undefined && !live
    if (!this.isRunning && state.runId !== null && state.runId !== live?.runId && !isReading) {
      void this.#join(state.runId)
      return
    }
    if (!live || live.isOver) return
    if (state.state === 'restarting') live.lose()
    else if (state.state === 'ready' && before.state !== 'ready') void live.resume(state.runId === live.runId)
  }

  /** An engine that came back has no bus open. What happened stays in sight when all is well again. */
  async #carryOn({ message }: EngineState, before: EngineState): Promise<void> {
    if (before.state !== 'ready') {
      void this.shelf.look()
      await this.#openBus()
    }
    if (message !== null) this.#say(message, 'warning')
  }
}

export const [getWorkbench, setWorkbench] = createContext<Workbench>()
