import type { AdapterInfo } from '#shared/adapters/adapter.ts'
import { openCh341 } from '#shared/adapters/ch341/driver.ts'
import { openMcp2221 } from '#shared/adapters/mcp2221/driver.ts'
import { AddressPool, CARD_POOL } from '#shared/arp/address-pool.ts'
import { enumerate, type EnumerateOptions } from '#shared/arp/enumerate.ts'
import type { ArpEvent, OperationName } from '#shared/arp/events.ts'
import { runOperation } from '#shared/arp/operation.ts'
import { DEFAULT_POLICY, type ArpPolicy } from '#shared/arp/policy.ts'
import type { ArpSession } from '#shared/arp/session.ts'
import type { I2cBus } from '#shared/i2c/bus.ts'
import { RecordedBus } from '#shared/i2c/recorder.ts'
import { RunFold } from '#shared/run/fold.ts'
import type { Run } from '#shared/run/run.ts'
import { SimBus } from '#shared/sim/bus.ts'
import { buildCard, type SimCard } from '#shared/sim/card.ts'
import { Ch341Chip } from '#shared/sim/chips/ch341.ts'
import { Mcp2221Chip } from '#shared/sim/chips/mcp2221.ts'
import { SimClock } from '#shared/sim/clock.ts'
import type { Scenario } from '#shared/sim/scenario-schema.ts'
import { trueFlags } from '#shared/sim/true-flags.ts'
import { BusLink } from '#shared/smbus/bus-link.ts'
import { RUN_START } from './run-start.ts'

/** 2026-11-22T09:30:00Z, so that documents of simulated runs are the same every time. */
const ORIGIN_UTC_MS = Date.UTC(2026, 10, 22, 9, 30)

export interface SimulatedRun {
  readonly run: Run
  readonly events: readonly ArpEvent[]
  readonly card: SimCard
  readonly clock: SimClock
}

export interface SimulatedRunOptions {
  readonly adapter?: 'ideal' | 'mcp2221' | 'ch341'
  readonly policy?: Partial<ArpPolicy>
  readonly signal?: AbortSignal
  readonly observe?: (event: ArpEvent) => void
  readonly operation?: OperationName
  /** Puts something between the core and the simulated bus. */
  readonly wrap?: (bus: I2cBus) => I2cBus
}

/** What `enumerate` does without options, with `change` on top. */
export function enumerateOptions(change: Partial<EnumerateOptions> = {}): EnumerateOptions {
  return {
    pool: new AddressPool(CARD_POOL, []),
    probe: true,
    move: false,
    withFixed: false,
    resetFirst: false,
    prepareAnyway: false,
    ...change,
  }
}

/** Runs `body` as an operation on a card built from `scenario`. */
export async function runOn(
  scenario: Scenario,
  body: (session: ArpSession) => Promise<unknown>,
  options: SimulatedRunOptions = {},
): Promise<SimulatedRun> {
  const clock = new SimClock(ORIGIN_UTC_MS)
  const card = buildCard(scenario, clock)
  const kind = options.adapter ?? 'ideal'
  await using opened = await openBus(card, clock, kind)
  const bus = options.wrap?.(opened) ?? opened
  const fold = new RunFold()
  const events: ArpEvent[] = []
  const settings = { clockHz: bus.clockHz, timeoutMs: 100, pec: options.policy?.pec ?? 'strict' }
  await runOperation(
    {
      bus: {
        info: adapterInfo(scenario, kind, bus),
        clock,
        clockHz: bus.clockHz,
        connect: (recorder) => new BusLink(new RecordedBus(bus, recorder)),
        truth: () => trueFlags(card),
        ...(bus.lines ? { lines: () => linesOf(bus) } : {}),
      },
      policy: { ...DEFAULT_POLICY, ...options.policy },
      observe: (event) => {
        fold.add(event)
        events.push(event)
        options.observe?.(event)
      },
      ...(options.signal ? { signal: options.signal } : {}),
      selfTest: true,
      start: {
        ...RUN_START,
        operation: options.operation ?? 'enumerate',
        settings: { ...RUN_START.settings, ...settings },
      },
    },
    body,
  )
  const { run } = fold
  if (!run) throw new Error('the operation never began')
  return { run, events, card, clock }
}

/** Enumerates a card as the command line does, with `change` to its options. */
export function enumerateOn(
  scenario: Scenario,
  change: Partial<EnumerateOptions> = {},
  options: SimulatedRunOptions = {},
): Promise<SimulatedRun> {
  return runOn(scenario, (session) => enumerate(session, enumerateOptions(change)), options)
}

function openBus(card: SimCard, clock: SimClock, kind: 'ideal' | 'mcp2221' | 'ch341'): Promise<I2cBus> {
  const { wire, quirks } = card
  if (kind === 'ideal') {
    const acksEverything = quirks.includes('acks-everything')
    return Promise.resolve(new SimBus({ wire, clock, clockHz: wire.clockHz, acksEverything }))
  }
  const clockHz = wire.clockHz
  if (kind === 'ch341') return openCh341(new Ch341Chip({ wire, clock, quirks }), clock, { clockHz })
  return openMcp2221(new Mcp2221Chip({ wire, clock, quirks }), clock, { clockHz })
}

async function linesOf(bus: I2cBus) {
  return (await bus.lines?.()) ?? ({ scl: 'unknown', sda: 'unknown' } as const)
}

function adapterInfo(scenario: Scenario, kind: 'ideal' | 'mcp2221' | 'ch341', bus: I2cBus): AdapterInfo {
  return {
    selector: `sim:${scenario.name}@${kind}`,
    kind,
    product: 'simulated',
    serial: null,
    firmware: null,
    simulated: true,
    capabilities: bus.capabilities,
  }
}
