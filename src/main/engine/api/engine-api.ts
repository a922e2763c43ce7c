import type { AnswerOf, ArgumentOf, OpenedFile, PciIdNames, Reply, RequestName } from '#shared/api/contract.ts'
import { knownBy } from '#shared/api/device-sighting.ts'
import type { DoctorReport, SystemReport } from '#shared/api/doctor-report.ts'
import type { FileToOpen } from '#shared/api/file-to-open.ts'
import { listFormats, renderExport } from '#shared/api/exports.ts'
import { checkedArgument, requestNamed } from '#shared/api/request-schemas.ts'
import type { Clock } from '#shared/i2c/clock.ts'
import { parseRun } from '#shared/run/parse-run.ts'
import type { Run } from '#shared/run/run.ts'
import { documentText, isBundle } from '../../bundle/read-document.ts'
import type { BusGate } from '../bus-gate.ts'
import type { Engine } from '../engine.ts'
import type { PciNames } from '../pci-names.ts'
import { preferRemembered } from '../prefer-remembered.ts'
import { sha256 } from '../sha256.ts'
import { AdapterWatch, type AdapterWatchParts } from './adapter-watch.ts'
import type { BundleCards } from './bundle-cards.ts'
import { ConsentDesk } from './consent-desk.ts'
import { BUNDLE_FORMAT, renderBundleExport } from './bundle-export.ts'
import { FrontEnds, type FrontEnd } from './front-ends.ts'
import { LineWatch } from './line-watch.ts'
import { Refusal, RequestError } from '#shared/api/refusals.ts'
import { replyOf } from '#shared/api/reply.ts'
import { RunDesk } from './run-desk.ts'
import type { RunHistory } from './run-history.ts'
import { listScenarios } from './scenarios.ts'
import { SleepWatch } from './sleep-watch.ts'
import type { SettingsFile } from './settings-file.ts'

/** What the API is made of. */
export interface EngineApiParts {
  readonly engine: Engine
  readonly clock: Clock
  readonly gate: BusGate
  readonly history: RunHistory
  readonly settings: Pick<SettingsFile, 'read' | 'write'>
  readonly cards: Pick<BundleCards, 'keep' | 'list'>
  readonly loadNames: () => Promise<PciNames>
  readonly watchPlugs: AdapterWatchParts['watchPlugs']
  readonly examine: () => Promise<DoctorReport>
  readonly report: () => SystemReport
  /** Who sits before the front ends, as a Run names who agreed. */
  readonly user: string
  /** Takes faults of the program. */
  readonly defect: (error: unknown) => void
}

/** One front end's way in; disposed of, it is gone. */
export interface Connection extends Disposable {
  /** Never rejects, whatever it is given. */
  request(name: string, argument: unknown): Promise<Reply<unknown>>
}

type Handlers = {
  readonly [K in RequestName]: (argument: ArgumentOf<K>, from: FrontEnd) => AnswerOf<K> | Promise<AnswerOf<K>>
}

/** What touches a bus, or would take it from whoever holds it. */
const FOR_THE_HOLDER: ReadonlySet<RequestName> = new Set([
  'engine:restart',
  'bus:recover',
  'bus:close',
  'consent:arm',
  'consent:disarm',
  'run:start',
  'run:cancel',
])

/** An engine as front ends reach it, whatever carries their requests: checks each, answers each, tells all of them. */
export class EngineApi implements AsyncDisposable {
  readonly #parts: EngineApiParts
  readonly #frontEnds = new FrontEnds()
  readonly #consents: ConsentDesk
  readonly #lines: LineWatch
  readonly #adapters: AdapterWatch
  readonly #runs: RunDesk
  readonly #sleep: SleepWatch

  constructor(parts: EngineApiParts) {
    const { engine, clock, defect } = parts
    this.#parts = parts
    this.#sleep = new SleepWatch(clock, () => this.#woke())
    this.#consents = new ConsentDesk(engine, (state) => this.#frontEnds.tell('consent', state))
    this.#lines = new LineWatch({
      engine,
      clock,
      tell: (state) => this.#frontEnds.tell('lines', state),
      isBusy: () => this.#runs.isBusy,
      failed: () => this.#adapterMayBeGone(),
    })
    this.#adapters = new AdapterWatch({
      list: () => engine.listAdapters(),
      watchPlugs: parts.watchPlugs,
      tell: (list) => this.#frontEnds.tell('adapters', list),
      gone: (selector) => void engine.adapterGone(selector).then(() => this.#consents.review(), defect),
      failed: defect,
    })
    this.#runs = new RunDesk({
      engine,
      requestOf: ({ bus, request }) => preferRemembered(request, () => parts.history.preferredAddresses(bus.selector)),
      events: (batch) => this.#frontEnds.tell('run:events', batch),
      current: (runId) => this.#frontEnds.setRun(runId),
      keep: (run) => this.keep(run),
      ended: (ended) => {
        this.#consents.review()
        this.#frontEnds.tell('run:ended', ended)
      },
      defect,
    })
  }

  /** Takes a front end in. */
  connect(frontEnd: FrontEnd): Connection {
    this.#frontEnds.add(frontEnd)
    return {
      request: (name, argument) => this.#request(name, argument, frontEnd),
      [Symbol.dispose]: () => this.#disconnect(frontEnd),
    }
  }

  /** Takes a run into the history. */
  async keep(run: Run): Promise<void> {
    await this.#parts.history.add(run, null)
    await this.#tellHistory()
  }

  /** The computer is about to sleep: adapters lose their power in the middle of whatever they do. */
  sleep(): void {
    this.#runs.interrupt('the computer went to sleep')
    this.#consents.endAll('expired')
  }

  /** The computer slept: who agreed before may not be there any more, and adapters may have come and gone. */
  wake(): void {
    if (!this.#sleep.look()) this.#woke()
  }

  #woke(): void {
    this.sleep()
    this.#adapters.lookSoon()
    this.#frontEnds.say('The computer was asleep: consent to ARP ended, adapters are looked for again')
  }

  /** Tells everybody what happened, in one line. */
  say(message: string): void {
    this.#frontEnds.say(message)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#sleep[Symbol.dispose]()
    this.#lines[Symbol.dispose]()
    this.#adapters[Symbol.dispose]()
    this.#consents[Symbol.dispose]()
    await this.#runs.stop()
    await this.#parts.engine[Symbol.asyncDispose]()
  }

  #request(name: string, argument: unknown, from: FrontEnd): Promise<Reply<unknown>> {
    return replyOf(() => this.#answer(requestNamed(name), argument, from), this.#parts.defect)
  }

  #answer<K extends RequestName>(name: K, argument: unknown, from: FrontEnd): AnswerOf<K> | Promise<AnswerOf<K>> {
    const checked = checkedArgument(name, argument)
    this.#sleep.look()
    if (FOR_THE_HOLDER.has(name) && !this.#frontEnds.mayControl(from)) throw WATCHING
    return this.#handlers[name](checked, from)
  }

  readonly #handlers: Handlers = {
    'engine:state': (_, from) => this.#frontEnds.stateFor(from),
    'engine:restart': () => this.#restart(),
    'adapters:list': () => this.#adapters.list(),
    'scenarios:list': async () => [...(await listScenarios()), ...(await this.#parts.cards.list())],
    'lines:follow': ({ bus }, from) => this.#follow(bus, from),
    'bus:recover': (bus) => this.#recover(bus),
    'bus:close': ({ selector }) => this.#close(selector),
    'consent:state': ({ selector }) => this.#consents.state(selector),
    'consent:arm': ({ selector, name = null }, from) =>
      this.#consents.arm(selector, `${this.#parts.user} (${from.name})`, name),
    'consent:disarm': ({ selector }) => this.#consents.disarm(selector),
    'run:start': (start) => this.#runs.start(start),
    'run:cancel': ({ runId }) => this.#runs.cancel(runId),
    'run:events': ({ runId, from }) => this.#runs.events(runId, from),
    'run:wire': ({ runId, seq }) => this.#runs.wire(runId, seq),
    'history:list': () => this.#parts.history.list(),
    'history:search': (filter) => this.#parts.history.list(filter),
    'history:sightings': ({ udid, before }) => this.#parts.history.sightings(knownBy(udid), before),
    'history:run': ({ runId }) => this.#run(runId),
    'history:open': (file) => this.#open(file),
    'history:remove': ({ runId }) => this.#remove(runId),
    'names:find': ({ vendor, device }) => this.#names(vendor, device),
    'export:formats': () => [...listFormats(), BUNDLE_FORMAT],
    'export:render': ({ runId, format }) => this.#render(runId, format),
    'export:save': () => cannotSave(),
    'export:show': () => cannotSave(),
    'settings:read': () => this.#parts.settings.read(),
    'settings:write': (changes) => this.#changeSettings(changes),
    'doctor:examine': () => this.#parts.examine(),
    'system:report': () => this.#parts.report(),
  }

  #disconnect(frontEnd: FrontEnd): void {
    if (this.#frontEnds.mayControl(frontEnd)) this.#lines[Symbol.dispose]()
    this.#frontEnds.remove(frontEnd)
  }

  async #restart(): Promise<null> {
    this.#lines[Symbol.dispose]()
    await this.#runs.stop()
    await this.#parts.engine[Symbol.asyncDispose]()
    this.#frontEnds.say('All adapters were closed; the next request opens them again')
    return null
  }

  /** Who watches sees the lines that are followed, and can't turn to others. */
  async #follow(bus: ArgumentOf<'lines:follow'>['bus'], from: FrontEnd): Promise<null> {
    if (this.#frontEnds.mayControl(from)) await this.#lines.follow(bus)
    else if (bus && bus.selector !== this.#lines.selector) throw WATCHING
    return null
  }

  async #recover(bus: ArgumentOf<'bus:recover'>): Promise<AnswerOf<'bus:recover'>> {
    try {
      const { before, after, clocks, message } = await this.#parts.engine.recover(bus)
      return { before, after, clocks, message }
    } finally {
      this.#consents.review()
    }
  }

  async #close(selector: string): Promise<null> {
    if (this.#lines.selector === selector) await this.#lines.follow(null)
    await this.#parts.engine.close(selector)
    return null
  }

  async #run(runId: string): Promise<Run> {
    const run = await this.#parts.history.get(runId)
    if (!run) throw new Refusal('gone', 'this run is not in the history any more')
    return run
  }

  async #open({ name, base64 }: FileToOpen): Promise<OpenedFile> {
    const bytes = Buffer.from(base64, 'base64')
    const text = await documentText(name, bytes, 'run.json')
    const run = await this.#parts.gate.betweenTransactions(() => parseRun(text, sha256))
    const card = isBundle(name, bytes)
      ? await this.#parts.cards.keep({
          name,
          runId: run.run_id,
          scenario: await documentText(name, bytes, 'scenario.json'),
        })
      : null
    const listing = await this.#parts.history.add(run, name)
    await this.#tellHistory()
    return { listing, card }
  }

  async #names(vendor: number, device: number): Promise<PciIdNames> {
    // Whoever is first to ask has a long list read in one go.
    if (this.#runs.isBusy) throw new Refusal('busy', 'a run is under way; names are looked up after it')
    const { vendorName, deviceName } = await this.#parts.loadNames()
    return { vendor: vendorName(vendor) ?? null, device: deviceName(vendor, device) ?? null }
  }

  async #remove(runId: string): Promise<null> {
    await this.#parts.history.remove(runId)
    await this.#tellHistory()
    return null
  }

  async #render(runId: string, format: string): Promise<AnswerOf<'export:render'>> {
    const run = await this.#run(runId)
    if (format === BUNDLE_FORMAT.name) return renderBundleExport(run, this.#parts.report())
    return this.#parts.gate.betweenTransactions(() => renderExport(run, format, sha256))
  }

  async #changeSettings(changes: ArgumentOf<'settings:write'>): Promise<AnswerOf<'settings:write'>> {
    const settings = await this.#parts.settings.write(changes)
    this.#frontEnds.tell('settings', settings)
    return settings
  }

  async #tellHistory(): Promise<void> {
    this.#frontEnds.tell('history', await this.#parts.history.list())
  }

  #adapterMayBeGone(): void {
    this.#consents.review()
    this.#adapters.lookSoon()
  }
}

const WATCHING = new Refusal('busy', 'another window holds the bus; this one watches')

function cannotSave(): never {
  throw new RequestError('this engine writes no files; take the rendered export')
}
