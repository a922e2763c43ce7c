import { openMcp2221 } from '#shared/adapters/mcp2221/driver.ts'
import { formatSelector, parseSelector } from '#shared/adapters/selector.ts'
import type { OpenBus } from '#shared/arp/operation.ts'
import type { I2cBus, RecoveryReport } from '#shared/i2c/bus.ts'
import { RecordedBus } from '#shared/i2c/recorder.ts'
import { SimBus } from '#shared/sim/bus.ts'
import { buildCard } from '#shared/sim/card.ts'
import { Mcp2221Chip } from '#shared/sim/chips/mcp2221.ts'
import { SimClock } from '#shared/sim/clock.ts'
import { isBuiltInName, loadBuiltIn } from '#shared/sim/scenarios/built-in.ts'
import { trueFlags } from '#shared/sim/true-flags.ts'
import type { WireTraceEvent } from '#shared/sim/wire-trace.ts'
import type { SimWire } from '#shared/sim/wire.ts'
import { BusLink } from '#shared/smbus/bus-link.ts'
import { OpenError, RequestError } from '#shared/api/refusals.ts'

/** A simulated card behind its adapter, open. */
export interface OpenCard extends OpenBus {
  /** What was on the wire since this was asked for last. */
  takeTrace(): readonly WireTraceEvent[]
  recover(): Promise<RecoveryReport>
}

/** Told before each transaction; a run can be slowed down here, to be looked at. */
export type BeforeTransfer = () => Promise<void>

/** Opens `sim:NAME[@mcp2221|@ideal]`; its card is built anew, and its time begins with the real one. */
export async function openCard(text: string, asked: number | undefined, before: BeforeTransfer): Promise<OpenCard> {
  const selector = parseSelector(text)
  if (selector.kind !== 'sim')
    throw new OpenError('unsupported', 'this page runs on its own: it reaches simulated cards only')
  const name = selector.scenario.builtIn ?? ''
  if (!isBuiltInName(name)) throw new RequestError(`no scenario is called "${name}"`)
  const scenario = await loadBuiltIn(name)
  const clock = new SimClock(Date.now())
  const card = buildCard(scenario, clock)
  const { wire, quirks } = card
  const clockHz = asked ?? scenario.clock_hz
  const isIdeal = selector.chip === 'ideal'
  const acksEverything = quirks.includes('acks-everything')
  const bus: I2cBus = isIdeal
    ? new SimBus({ wire, clock, clockHz, acksEverything })
    : await openMcp2221(new Mcp2221Chip({ wire, clock, quirks }), clock, { clockHz })
  const paced = pace(bus, before)
  const alone = oneAfterAnother()
  return {
    info: {
      selector: formatSelector(selector),
      kind: isIdeal ? 'ideal' : 'mcp2221',
      product: isIdeal ? 'ideal simulated adapter' : 'MCP2221',
      serial: null,
      firmware: null,
      simulated: true,
      capabilities: bus.capabilities,
    },
    clock,
    clockHz: bus.clockHz,
    connect: (recorder) => new BusLink(new RecordedBus(paced, recorder)),
    lines: () => alone(async () => (await bus.lines?.()) ?? { scl: 'unknown', sda: 'unknown' }),
    truth: () => trueFlags(card),
    recover: async () => {
      const report = await alone(async () => bus.recover?.())
      if (!report) throw new RequestError("this adapter can't recover a bus; power-cycle the card")
      return report
    },
    takeTrace: tracer(wire),
  }
}

/** Calls to a bus must not overlap. */
function oneAfterAnother(): <T>(action: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve()
  return (action) => {
    const result = last.then(action)
    last = result.catch(() => undefined)
    return result
  }
}

function tracer(wire: SimWire): () => readonly WireTraceEvent[] {
  let events: WireTraceEvent[] = []
  wire.trace = (event) => events.push(event)
  return () => {
    const taken = events
    events = []
    return taken
  }
}

function pace(bus: I2cBus, before: BeforeTransfer): I2cBus {
  return {
    capabilities: bus.capabilities,
    clockHz: bus.clockHz,
    write: async (...args) => (await before(), bus.write(...args)),
    read: async (...args) => (await before(), bus.read(...args)),
    writeRead: async (...args) => (await before(), bus.writeRead(...args)),
    [Symbol.asyncDispose]: () => bus[Symbol.asyncDispose](),
  }
}
