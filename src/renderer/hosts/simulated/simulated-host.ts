import type {
  AnswerOf,
  ArgumentOf,
  EngineState,
  HostApi,
  NoticeName,
  Notices,
  OpenedFile,
  Reply,
  RequestName,
  RunStart,
} from '#shared/api/contract.ts'
import type { ScenarioListing } from '#shared/api/adapter-list.ts'
import { listFormats, renderExport } from '#shared/api/exports.ts'
import { knownBy } from '#shared/api/device-sighting.ts'
import type { DoctorReport, SystemReport } from '#shared/api/doctor-report.ts'
import type { FileToOpen } from '#shared/api/file-to-open.ts'
import type { BusRequest } from '#shared/api/operation-request.ts'
import { DEFAULT_SETTINGS, type Settings } from '#shared/api/settings.ts'
import { planOperation } from '#shared/api/plan-operation.ts'
import { RunArchive } from '#shared/api/run-archive.ts'
import { ConsentError, Refusal, RequestError } from '#shared/api/refusals.ts'
import { replyOf, wireError } from '#shared/api/reply.ts'
import { checkedArgument } from '#shared/api/request-schemas.ts'
import type { Run } from '#shared/run/run.ts'
import type { RunListing } from '#shared/api/run-listing.ts'
import { parseRun } from '#shared/run/parse-run.ts'
import { BUILT_IN_NAMES, loadBuiltIn } from '#shared/sim/scenarios/built-in.ts'
import { bytesOf } from '../../model/base64.ts'
import { NoticeBoard } from '../notice-board.ts'
import { Consents } from './consents.ts'
import { openCard, type OpenCard } from './open-card.ts'
import { LineWatch } from './line-watch.ts'
import { sha256 } from './sha256.ts'
import { SimulatedRun, VENDORS } from './simulated-run.ts'

const ONLY_SIMULATED = 'This page runs on its own, without an engine: it reaches simulated cards only'

/** How a page without an engine behaves. */
export interface SimulatedHostOptions {
  /** Real time before each transaction, so that a run can be watched; 0 where absent. */
  readonly paceMs?: number
}

type Handlers = { readonly [K in RequestName]: (argument: ArgumentOf<K>) => AnswerOf<K> | Promise<AnswerOf<K>> }

/** An engine in the page itself, over simulated cards alone: to try everything in a plain browser, and for tests. */
export class SimulatedHost implements HostApi {
  readonly #board = new NoticeBoard()
  readonly #paceMs: number
  readonly #consents = new Consents((state) => this.#board.post('consent', state))
  readonly #archive = new RunArchive()
  readonly #lines = new LineWatch((state) => this.#board.post('lines', state))
  readonly #cards = new Map<string, Promise<OpenCard>>()
  readonly #runs = new Map<string, SimulatedRun>()
  #settings: Settings = DEFAULT_SETTINGS
  #runId: string | null = null

  constructor({ paceMs = 0 }: SimulatedHostOptions = {}) {
    this.#paceMs = paceMs
  }

  on<K extends NoticeName>(name: K, listener: (notice: Notices[K]) => void): () => void {
    return this.#board.on(name, listener)
  }

  request<K extends RequestName>(name: K, argument: ArgumentOf<K>): Promise<Reply<AnswerOf<K>>> {
    return replyOf<AnswerOf<K>>(
      () => this.#handlers[name](checkedArgument(name, argument)),
      (error) => reportError(error),
    )
  }

  readonly #handlers: Handlers = {
    'engine:state': () => this.#state(),
    'engine:restart': () => null,
    'adapters:list': () => ({ adapters: [], problems: [ONLY_SIMULATED] }),
    'scenarios:list': () => Promise.all(BUILT_IN_NAMES.map(listScenario)),
    'lines:follow': ({ bus }) => this.#follow(bus),
    'bus:recover': async (bus) => (await this.#card(bus)).recover(),
    'bus:close': ({ selector }) => this.#close(selector),
    'consent:state': ({ selector }) => this.#consents.state(selector),
    'consent:arm': ({ selector }) => this.#consents.arm(selector),
    'consent:disarm': ({ selector }) => this.#consents.end(selector, 'withdrawn'),
    'run:start': (start) => this.#start(start),
    'run:cancel': ({ runId }) => (this.#runs.get(runId)?.cancel(), null),
    'run:events': ({ runId, from }) => this.#run(runId).events(from),
    'run:wire': ({ runId, seq }) => this.#runs.get(runId)?.wire(seq) ?? null,
    'history:list': () => this.#archive.list(),
    'history:search': (filter) => this.#archive.list(filter),
    'history:sightings': ({ udid, before }) => this.#archive.sightings(knownBy(udid), before),
    'history:run': ({ runId }) => this.#archived(runId),
    'history:open': (file) => this.#open(file),
    'history:remove': ({ runId }) => this.#remove(runId),
    'names:find': ({ vendor }) => ({ vendor: VENDORS.get(vendor) ?? null, device: null }),
    'export:formats': () => listFormats(),
    'export:render': ({ runId, format }) => renderExport(this.#archived(runId), format, sha256),
    'export:save': () => null,
    'export:show': () => null,
    'settings:read': () => this.#settings,
    'settings:write': (changes) => this.#write(changes),
    'doctor:examine': () => examine(),
    'system:report': () => report(),
  }

  #state(): EngineState {
    return { state: 'ready', message: null, mayControl: true, savesFiles: false, runId: this.#runId }
  }

  #run(runId: string): SimulatedRun {
    const run = this.#runs.get(runId)
    if (!run) throw new Refusal('gone', 'this run is not kept any more')
    return run
  }

  #archived(runId: string): Run {
    const run = this.#archive.get(runId)
    if (!run) throw new Refusal('gone', 'this run is not kept any more')
    return run
  }

  #keep(run: Run, openedFrom: string | null): RunListing {
    const listing = this.#archive.add(run, openedFrom)
    this.#board.post('history', this.#archive.list())
    return listing
  }

  #remove(runId: string): null {
    this.#archive.remove(runId)
    this.#board.post('history', this.#archive.list())
    return null
  }

  #card({ selector, clockHz }: BusRequest): Promise<OpenCard> {
    const card =
      this.#cards.get(selector) ?? openCard(selector, clockHz, () => delay(this.#paceMs, this.#runId !== null))
    this.#cards.set(selector, card)
    card.catch(() => this.#cards.delete(selector))
    return card
  }

  async #close(selector: string): Promise<null> {
    this.#cards.delete(selector)
    this.#consents.end(selector, 'withdrawn')
    return Promise.resolve(null)
  }

  async #follow(bus: BusRequest | null): Promise<null> {
    this.#lines.stop()
    if (bus) await this.#lines.start(bus.selector, await this.#card(bus), () => this.#runId !== null)
    return null
  }

  async #start(start: RunStart): Promise<null> {
    const { runId, bus, request } = start
    if (this.#runId !== null) throw new Refusal('busy', 'a run is under way; stop it first')
    const card = await this.#card(bus)
    const operation = planOperation(request, card.info.capabilities.quickWrite)
    const consent = this.#consents.consent(bus.selector)
    if (operation.wouldSend !== null && !consent.armed) throw new ConsentError(request.operation, operation.wouldSend)
    const run = new SimulatedRun(start, operation, (batch) => this.#board.post('run:events', batch))
    this.#runs.set(runId, run)
    this.#setRun(runId)
    void run.perform(card, consent).then(
      (ended) => {
        this.#keep(ended, null)
        this.#end(runId, undefined)
      },
      (error: unknown) => this.#end(runId, error),
    )
    return null
  }

  #end(runId: string, error: unknown): void {
    this.#setRun(null)
    this.#board.post('run:ended', { runId, error: error === undefined ? null : wireError(error) })
  }

  #setRun(runId: string | null): void {
    this.#runId = runId
    this.#board.post('engine', this.#state())
  }

  #open({ name, base64 }: FileToOpen): OpenedFile {
    const text = new TextDecoder().decode(bytesOf(base64))
    if (text.startsWith('PK')) {
      throw new RequestError('this page runs on its own: it opens Run documents, and no session bundles')
    }
    return { listing: this.#keep(parseRun(text, sha256), name), card: null }
  }

  #write(changes: Partial<Settings>): Settings {
    this.#settings = { ...this.#settings, ...changes }
    this.#board.post('settings', this.#settings)
    return this.#settings
  }
}

async function listScenario(name: (typeof BUILT_IN_NAMES)[number]): Promise<ScenarioListing> {
  const { description, devices } = await loadBuiltIn(name)
  return { name, description, arpDevices: devices.filter(({ kind }) => kind === 'arp').length }
}

async function delay(ms: number, isRunning: boolean): Promise<void> {
  if (ms > 0 && isRunning) await new Promise((resolve) => setTimeout(resolve, ms))
}

function examine(): DoctorReport {
  const checkedUtc = new Date().toISOString()
  const checks: DoctorReport['checks'] = [
    {
      id: 'engine',
      title: 'Engine',
      state: 'warning',
      message: 'none: this page was opened as a plain file, not by the app',
      mend: { explanation: 'Open the app, or start a server for this page.', commands: 'arpeggio serve' },
    },
    { id: 'usb', title: 'USB', state: 'none', message: 'a page on its own can’t look at USB', mend: null },
    { id: 'simulated', title: 'Simulated cards', state: 'ok', message: 'all of them open', mend: null },
  ]
  const text = checks.map(({ title, state, message }) => `${title}: ${state}, ${message}`).join('\n')
  return { checkedUtc, checks, text: `${text}\n` }
}

function report(): SystemReport {
  const runtimes = [{ name: 'Browser', version: navigator.userAgent }]
  const text = `Arpeggio 0.1.0, in a page on its own\n${navigator.userAgent}\n`
  return { name: 'Arpeggio', version: '0.1.0', runtimes, text }
}
