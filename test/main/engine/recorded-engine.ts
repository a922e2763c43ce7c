import type { Selector } from '#shared/adapters/selector.ts'
import type { NamedConsent } from '#shared/api/named-consent.ts'
import type { I2cBus } from '#shared/i2c/bus.ts'
import type { Clock } from '#shared/i2c/clock.ts'
import { BusError } from '#shared/i2c/errors.ts'
import { buildCard } from '#shared/sim/card.ts'
import { SIM_BUS_CAPABILITIES, SimBus } from '#shared/sim/bus.ts'
import { SimClock } from '#shared/sim/clock.ts'
import { Engine, type EngineParts } from '../../../src/main/engine/engine.ts'
import { openedBus, type BusSource } from '../../../src/main/engine/opened-bus.ts'
import { loadScenario } from '../../../src/main/engine/simulated-source.ts'

/** What an engine did to its buses. */
export interface BusRecord {
  opened: number
  closed: number
  /** The 7-bit address of every transaction, in order. */
  readonly addresses: number[]
}

/** 2026-11-22T09:30:00Z. */
const ORIGIN_UTC_MS = Date.UTC(2026, 10, 22, 9, 30)

/** The scenario as an ideal bus that notes what is done to it. */
async function recordedSource(selector: Selector, record: BusRecord): Promise<BusSource> {
  if (selector.kind !== 'sim') return elsewhere(selector)
  const scenario = await loadScenario(selector.scenario)
  return {
    capabilities: SIM_BUS_CAPABILITIES,
    usualClockHz: 100_000,
    open: (clockHz) => {
      record.opened++
      const clock = new SimClock(ORIGIN_UTC_MS)
      const { wire, quirks } = buildCard(scenario, clock)
      const bus = new SimBus({ wire, clock, clockHz, acksEverything: quirks.includes('acks-everything') })
      return Promise.resolve(
        openedBus(recorded(bus, record), clock, {
          selector: `sim:${scenario.name}`,
          kind: 'ideal',
          product: 'recorded',
          serial: null,
          firmware: null,
          simulated: true,
        }),
      )
    },
  }
}

/** A bus that is there and can't be opened; of the kernel's, 0 is the computer's own. */
function elsewhere(selector: Selector): BusSource {
  const isOwn = selector.kind === 'i2c-dev' && selector.bus === 0
  return {
    capabilities: undefined,
    usualClockHz: 0,
    ...(isOwn ? { namedConsent: OWN_BUS } : {}),
    open: () => Promise.reject(new BusError('closed', 'a test opens simulated buses only')),
  }
}

const OWN_BUS: NamedConsent = { name: 'i2c-0', what: "i2c-0 is this computer's own", atRisk: ['jc42 at 0x18'] }

/** An engine on recorded buses, with `change` to its parts. */
export function recordedEngine(change: Partial<EngineParts> = {}): { engine: Engine; record: BusRecord } {
  const record: BusRecord = { opened: 0, closed: 0, addresses: [] }
  const engine = new Engine({
    clock: new SimClock(ORIGIN_UTC_MS),
    tool: { name: 'arpeggio', version: '0.0.0' },
    host: { os: 'test', arch: 'test' },
    newRunId: () => '00000000-0000-4000-8000-000000000000',
    loadNames: () => Promise.resolve({ vendorName: () => undefined }),
    findBus: (selector) => recordedSource(selector, record),
    listAdapters: () => Promise.resolve({ adapters: [], problems: [] }),
    ...change,
  })
  return { engine, record }
}

/** A clock that stands still until it is told. */
export interface ManualClock extends Clock {
  passMs(ms: number): void
  /** As Linux counts it: the monotonic clock stands still. */
  sleepMs(ms: number): void
}

export function manualClock(): ManualClock {
  let nowUs = 0
  let sleptMs = 0
  return {
    nowUs: () => nowUs,
    utcMs: () => ORIGIN_UTC_MS + sleptMs + nowUs / 1000,
    sleep: () => Promise.resolve(),
    sleepMs: (ms) => void (sleptMs += ms),
    passMs: (ms) => void (nowUs += ms * 1000),
  }
}

function recorded(bus: SimBus, record: BusRecord): I2cBus {
  const note = (address: number): void => void record.addresses.push(address)
  return {
    capabilities: bus.capabilities,
    clockHz: bus.clockHz,
    write: (address, ...rest) => (note(address), bus.write(address, ...rest)),
    read: (address, ...rest) => (note(address), bus.read(address, ...rest)),
    writeRead: (address, ...rest) => (note(address), bus.writeRead(address, ...rest)),
    lines: () => bus.lines(),
    recover: () => bus.recover(),
    [Symbol.asyncDispose]: () => {
      record.closed++
      return bus[Symbol.asyncDispose]()
    },
  }
}
