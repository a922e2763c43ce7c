import type { AnswerOf, ArgumentOf, NoticeName, Notices, Reply, RequestName } from '#shared/api/contract.ts'
import { DEFAULT_SETTINGS, type Settings } from '#shared/api/settings.ts'
import type { AdapterList } from '#shared/api/adapter-list.ts'
import { EngineApi, type Connection, type EngineApiParts } from '../../../../src/main/engine/api/engine-api.ts'
import type { FrontEnd } from '../../../../src/main/engine/api/front-ends.ts'
import { MemoryHistory } from '../../../../src/main/engine/api/run-history.ts'
import { BusGate } from '../../../../src/main/engine/bus-gate.ts'
import { loadPciNames } from '../../../../src/main/engine/pci-names.ts'
import type { EngineParts } from '../../../../src/main/engine/engine.ts'
import { manualClock, recordedEngine, type BusRecord } from '../recorded-engine.ts'

export const CARD = { selector: 'sim:pcie-card' }
export const RUN_ID = '11111111-1111-4111-8111-111111111111'

/** What was told, in order. */
export type Told = { [K in NoticeName]: { readonly name: K; readonly notice: Notices[K] } }[NoticeName]

/** A page that remembers everything. */
export class BenchFrontEnd implements FrontEnd {
  readonly told: Told[] = []
  readonly savesFiles = false
  readonly name: string
  connection: Connection | undefined
  readonly #waiting = new Map<NoticeName, (() => void)[]>()

  constructor(name: string) {
    this.name = name
  }

  notify<K extends NoticeName>(name: K, notice: Notices[K]): void {
    this.told.push({ name, notice } as unknown as Told)
    for (const resolve of this.#waiting.get(name) ?? []) resolve()
    this.#waiting.delete(name)
  }

  request<K extends RequestName>(name: K, argument: ArgumentOf<K>): Promise<Reply<AnswerOf<K>>> {
    return this.connection!.request(name, argument) as Promise<Reply<AnswerOf<K>>>
  }

  /** The notices of that name so far. */
  of<K extends NoticeName>(name: K): Notices[K][] {
    return this.told.filter((told) => told.name === name).map(({ notice }) => notice as Notices[K])
  }

  /** Settles with the next notice of that name. */
  async next<K extends NoticeName>(name: K): Promise<Notices[K]> {
    await new Promise<void>((resolve) => {
      this.#waiting.set(name, [...(this.#waiting.get(name) ?? []), resolve])
    })
    return this.of(name).at(-1)!
  }
}

/** An API over recorded buses. */
export interface ApiBench {
  readonly api: EngineApi
  readonly record: BusRecord
  readonly clock: ReturnType<typeof manualClock>
  readonly defects: unknown[]
  readonly connect: (name?: string) => BenchFrontEnd
}

/** What a test brings of its own. */
export interface ApiBenchChanges {
  readonly engine?: Partial<EngineParts>
  readonly api?: Partial<EngineApiParts>
  readonly adapters?: () => AdapterList
}

export function apiBench({ engine: engineChange, api: apiChange, adapters }: ApiBenchChanges = {}): ApiBench {
  const clock = manualClock()
  const listAdapters = (): Promise<AdapterList> => Promise.resolve(adapters?.() ?? { adapters: [], problems: [] })
  const { engine, record } = recordedEngine({ clock, listAdapters, ...engineChange })
  const defects: unknown[] = []
  let settings: Settings = DEFAULT_SETTINGS
  const api = new EngineApi({
    engine,
    clock,
    gate: new BusGate(),
    history: new MemoryHistory(),
    settings: {
      read: () => Promise.resolve(settings),
      write: (changes) => Promise.resolve((settings = { ...settings, ...changes })),
    },
    cards: {
      keep: ({ name }) => Promise.resolve({ name, description: '', arpDevices: 0 }),
      list: () => Promise.resolve([]),
    },
    loadNames: loadPciNames,
    watchPlugs: () => Promise.resolve({ [Symbol.dispose]: () => undefined }),
    examine: () => Promise.resolve({ checkedUtc: '2026-11-22T09:30:00.000Z', checks: [], text: '' }),
    report: () => ({ name: 'Arpeggio', version: '0.0.0', runtimes: [], text: '' }),
    user: 'ana',
    defect: (error) => defects.push(error),
    ...apiChange,
  })
  const connect = (name = 'a test'): BenchFrontEnd => {
    const frontEnd = new BenchFrontEnd(name)
    frontEnd.connection = api.connect(frontEnd)
    return frontEnd
  }
  return { api, record, clock, defects, connect }
}
