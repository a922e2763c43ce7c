import { AddressPool, CARD_POOL } from '#shared/arp/address-pool.ts'
import type { ArpEvent } from '#shared/arp/events.ts'
import { runOperation } from '#shared/arp/operation.ts'
import { DEFAULT_POLICY } from '#shared/arp/policy.ts'
import { watch } from '#shared/arp/watch.ts'
import { RecordedBus } from '#shared/i2c/recorder.ts'
import { RunFold } from '#shared/run/fold.ts'
import { SimBus } from '#shared/sim/bus.ts'
import { buildCard } from '#shared/sim/card.ts'
import { validateScenario } from '#shared/sim/scenario.ts'
import { BusLink } from '#shared/smbus/bus-link.ts'
import { UDID } from '../vectors/arp-frames.ts'
import { enumerateOptions } from './simulated-run.ts'
import { InstantClock } from './instant-clock.ts'
import { RUN_START } from './run-start.ts'

export const HOUR_MS = 3_600_000
/** A device is plugged in every ten minutes, and is gone five minutes later. */
export const VISIT_EVERY_MS = 600_000
const VISIT_MS = 300_000
const ORIGIN_UTC_MS = Date.UTC(2026, 10, 22)

/** What a watch is to be. */
export interface WatchPlan {
  readonly hours: number
  readonly intervalMs: number
  /** Called at the end of every simulated hour. */
  readonly everyHour?: (hour: number) => void
  readonly observe?: (event: ArpEvent) => void
}

/** Watches a card with two devices that stay and one that comes and goes, on the ideal adapter and in simulated time. */
export async function watchFor({ hours, intervalMs, everyHour, observe }: WatchPlan): Promise<RunFold> {
  const clock = new InstantClock(ORIGIN_UTC_MS)
  const { wire } = buildCard(cardWithVisitor(hours), clock)
  const bus = new SimBus({ wire, clock })
  const fold = new RunFold()
  const startMs = clock.utcMs()
  let hour = 0
  const see = (event: ArpEvent): void => {
    fold.add(event)
    observe?.(event)
    while (clock.utcMs() - startMs >= (hour + 1) * HOUR_MS) {
      hour++
      everyHour?.(hour)
    }
  }
  const options = { ...enumerateOptions({ pool: new AddressPool(CARD_POOL, []) }), intervalMs, assign: true }
  await runOperation(
    {
      bus: {
        info: { ...ADAPTER, capabilities: bus.capabilities },
        clock,
        clockHz: bus.clockHz,
        connect: (recorder) => new BusLink(new RecordedBus(bus, recorder)),
        lines: () => bus.lines(),
      },
      policy: DEFAULT_POLICY,
      observe: see,
      selfTest: true,
      start: { ...RUN_START, operation: 'watch' as const, settings: { ...RUN_START.settings, clockHz: bus.clockHz } },
    },
    (session) => watch(session, { ...options, forMs: hours * HOUR_MS }),
  )
  return fold
}

function cardWithVisitor(hours: number) {
  const visits = Array.from({ length: Math.floor((hours * HOUR_MS) / VISIT_EVERY_MS) - 1 }, (_, i) => ({
    kind: 'arp' as const,
    udid: UDID.badge,
    joins_after_ms: (i + 1) * VISIT_EVERY_MS,
    leaves_after_ms: (i + 1) * VISIT_EVERY_MS + VISIT_MS,
  }))
  const residents = [
    { kind: 'arp' as const, udid: UDID.i217Strap0, address: '0x64' },
    { kind: 'arp' as const, udid: UDID.nt400d11 },
  ]
  return validateScenario({ schema_version: '1.0', name: 'a day', devices: [...residents, ...visits] })
}

const ADAPTER = {
  selector: 'sim:day@ideal',
  kind: 'ideal',
  product: 'simulated',
  serial: null,
  firmware: null,
  simulated: true,
} as const
