import type { ArpEvent } from '#shared/arp/events.ts'
import type { Udid } from '#shared/arp/udid.ts'
import type { LineLevels, RecoveryReport } from '#shared/i2c/bus.ts'
import type { BusErrorKind } from '#shared/i2c/errors.ts'
import type { Run } from '#shared/run/run.ts'
import type { WireTraceEvent } from '#shared/sim/wire-trace.ts'
import type { AdapterList, ScenarioListing } from './adapter-list.ts'
import type { DeviceSighting } from './device-sighting.ts'
import type { DoctorReport, SystemReport } from './doctor-report.ts'
import type { FileToOpen } from './file-to-open.ts'
import type { BusRequest, OperationRequest } from './operation-request.ts'
import type { RunFilter } from './run-filter.ts'
import type { RunListing } from './run-listing.ts'
import type { Settings } from './settings.ts'

/**
 * Everything a front end can ask of an engine, by name: one argument, one answer. Each argument is checked by
 * `REQUEST_SCHEMAS` at the engine's door; a request without an argument takes null.
 */
export interface Requests {
  'engine:state': Ask<null, EngineState>
  /** Starts the engine's process again after it was lost; runs and settings are kept. */
  'engine:restart': Ask<null, null>

  /** Sends nothing on any bus; `adapters` notices say what changes later. */
  'adapters:list': Ask<null, AdapterList>
  'scenarios:list': Ask<null, readonly ScenarioListing[]>

  /** Reads the lines of one bus from now on whenever it is idle, as `lines` notices; null ends it. One a front end. */
  'lines:follow': Ask<{ readonly bus: BusRequest | null }, null>
  'bus:recover': Ask<BusRequest, RecoveryReport>
  /** Closes a bus once what runs on it has ended. */
  'bus:close': Ask<{ readonly selector: string }, null>

  'consent:state': Ask<{ readonly selector: string }, ConsentState>
  /**
   * Arms a bus. Who agrees, and when, the engine's side writes down. One that others live on (see
   * `AdapterListing.namedConsent`) is armed by its name alone, and else refused as `consent`.
   */
  'consent:arm': Ask<{ readonly selector: string; readonly name?: string }, ConsentState>
  'consent:disarm': Ask<{ readonly selector: string }, ConsentState>

  /**
   * Starts an operation under a run id that the caller chose, so that no notice can overtake its name. Settles
   * when the run has started, or with what refused it (`request`, `consent`, `open`); its end is a `run:ended` notice.
   */
  'run:start': Ask<RunStart, null>
  /** Stops between two transactions. The run ends as always, not complete. */
  'run:cancel': Ask<{ readonly runId: string }, null>
  /** Events from index `from` on: for a page that came late, reloaded, or missed a batch. */
  'run:events': Ask<{ readonly runId: string; readonly from: number }, RunEventBatch>
  /**
   * What each part of a simulated card drove during one transaction; null on a bus that can't be looked into, and
   * for transactions no longer kept.
   */
  'run:wire': Ask<{ readonly runId: string; readonly seq: number }, readonly WireTraceEvent[] | null>

  /** The history, newest first. */
  'history:list': Ask<null, readonly RunListing[]>
  /** Those that a filter means, newest first. */
  'history:search': Ask<RunFilter, readonly RunListing[]>
  /** Where a device was in runs before number `before`, or in any; newest first. */
  'history:sightings': Ask<{ readonly udid: Udid; readonly before: number | null }, readonly DeviceSighting[]>
  'history:run': Ask<{ readonly runId: string }, Run>
  /** Takes the Run of a file, or of a session bundle, into the history; the bus of a bundle becomes a simulated card. */
  'history:open': Ask<FileToOpen, OpenedFile>
  'history:remove': Ask<{ readonly runId: string }, null>

  /** What the PCI ID list calls a vendor, and one of its PCI devices; a UDID's numbers need not be those. */
  'names:find': Ask<{ readonly vendor: number; readonly device: number }, PciIdNames>

  'export:formats': Ask<null, readonly ExportFormat[]>
  /** The run in a format, as it would be written. */
  'export:render': Ask<{ readonly runId: string; readonly format: string }, RenderedExport>
  /** Writes the run where the user says, by a native dialog; only where `EngineState.savesFiles`. */
  'export:save': Ask<{ readonly runId: string; readonly format: string }, SavedExport | null>
  /** Shows a saved file in its folder; only a path that `export:save` gave. */
  'export:show': Ask<{ readonly path: string }, null>

  'settings:read': Ask<null, Settings>
  /** Changes the settings named, and gives all of them. */
  'settings:write': Ask<Partial<Settings>, Settings>

  /** Looks why adapters can't be used; changes nothing, sends nothing. */
  'doctor:examine': Ask<null, DoctorReport>
  'system:report': Ask<null, SystemReport>
}

/** A request's argument and answer. */
export interface Ask<Argument, Answer> {
  readonly argument: Argument
  readonly answer: Answer
}

/** What an engine says by itself. Notices of one name arrive in order. */
export interface Notices {
  engine: EngineState
  /** Something was plugged in or pulled, or changed its state. */
  adapters: AdapterList
  consent: ConsentState
  lines: LinesState
  'run:events': RunEventBatch
  'run:ended': RunEnded
  /** A run was added to the history or removed. */
  history: readonly RunListing[]
  settings: Settings
  /** A file of a simulated bus was opened from the desktop; only where `EngineState.savesFiles`. */
  'bus:opened': { readonly selector: string }
}

/** The name of a request. */
export type RequestName = keyof Requests

/** The name of a notice. */
export type NoticeName = keyof Notices

/** What a request takes. */
export type ArgumentOf<K extends RequestName> = Requests[K]['argument']

/** What a request gives. */
export type AnswerOf<K extends RequestName> = Requests[K]['answer']

/** Why a request failed. Branch on `kind`; `message` is one line for people and may change. */
export interface WireError {
  /**
   * `request`: can't be met as it was put. `consent`: needs a bus that is armed. `open`: the adapter is not there, or
   * can't be opened. `bus`: it failed. `busy`: another front end holds the bus. `gone`: no such run, file or window.
   * `lost`: the engine or the connection to it went away. `defect`: a fault of the program.
   */
  readonly kind: 'request' | 'consent' | 'open' | 'bus' | 'busy' | 'gone' | 'lost' | 'defect'
  /** Of `open` and `bus`; null of the others. */
  readonly busKind: BusErrorKind | null
  readonly message: string
}

/** Failures travel as values: of a thrown error, a process boundary keeps the message at most. */
export type Reply<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: WireError }

/** All a page knows of the outside: the preload exposes it, a WebSocket carries it, a page in a test has its own. */
export interface HostApi {
  /** Never rejects. */
  request<K extends RequestName>(name: K, argument: ArgumentOf<K>): Promise<Reply<AnswerOf<K>>>
  /** Gives the function that unsubscribes. */
  on<K extends NoticeName>(name: K, listener: (notice: Notices[K]) => void): () => void
}

/** How the engine is, and what this front end may do with it. */
export interface EngineState {
  /** `restarting`: it died and is being started again; `lost`: that failed, or the connection is gone. */
  readonly state: 'ready' | 'restarting' | 'lost'
  /** One line: what happened just now, where anything did. */
  readonly message: string | null
  /** False while another front end holds the bus: this one watches. */
  readonly mayControl: boolean
  /** Whether `export:save` and `export:show` work; where not, the page hands out a download. */
  readonly savesFiles: boolean
  /** The run under way; null while there is none. */
  readonly runId: string | null
}

/** Whether a bus is armed. Times are relative, since the page's clock may differ from the engine's. */
export interface ConsentState {
  readonly selector: string
  readonly armed: boolean
  readonly by: string | null
  readonly atUtc: string | null
  /** Until it expires; 0 while safe. */
  readonly remainingMs: number
  /** For how long arming would hold. */
  readonly validMs: number
  /** Why it ended, where it did. */
  readonly ended: 'withdrawn' | 'expired' | 'adapter-gone' | null
}

/** The lines of the bus that is followed. */
export interface LinesState {
  readonly selector: string
  readonly levels: LineLevels
  /** For how long SCL has been seen low without a break, and SDA; 0 while high. */
  readonly lowForMs: { readonly scl: number; readonly sda: number }
  /** Why the lines can't be read, where they can't. */
  readonly problem: string | null
}

/** An operation to start. `runId` is a lower-case UUID of the caller's. */
export interface RunStart {
  readonly runId: string
  readonly bus: BusRequest
  readonly request: OperationRequest
}

/** Events of a run in their order, none left out: `from` is the index of the first one within the run. */
export interface RunEventBatch {
  readonly runId: string
  readonly from: number
  readonly events: readonly ArpEvent[]
}

/** A run is over. `error`: what broke it, where it did not end by its own `run-finished`. */
export interface RunEnded {
  readonly runId: string
  readonly error: WireError | null
}

/** A format a run can be exported in. The engine lists them, so that a later one appears by itself. */
export interface ExportFormat {
  /** As `arpeggio report --format` takes it. */
  readonly name: string
  readonly title: string
  /** One line: what it holds and who reads it. */
  readonly description: string
  /** Without the dot. */
  readonly extension: string
  readonly mediaType: string
}

/** A run in a format. Binary formats are base64. */
export interface RenderedExport {
  readonly fileName: string
  readonly mediaType: string
  readonly encoding: 'utf-8' | 'base64'
  readonly content: string
}

/** What became of a file that was opened. */
export interface OpenedFile {
  readonly listing: RunListing
  /** The bus of a session bundle; null: the file was a Run alone. */
  readonly card: ScenarioListing | null
}

/** Names by the PCI ID list; null where it has none. */
export interface PciIdNames {
  readonly vendor: string | null
  readonly device: string | null
}

/** A file that was written. */
export interface SavedExport {
  readonly path: string
  readonly bytes: number
}
