import type { Clock } from '#shared/i2c/clock.ts'
import { SimClock } from '#shared/sim/clock.ts'
import type { SmbusLink } from '#shared/smbus/link.ts'
import type { BusGate } from './bus-gate.ts'
import type { BusSource, OpenedBus } from './opened-bus.ts'
import { LiveClock } from './live-clock.ts'

/**
 * A bus as people watch it: its transactions go through `gate`, and simulated time passes as real time does, so that
 * a run takes as long as it would on hardware and leaves everybody else their turn.
 */
export function liveSource(source: BusSource, gate: BusGate, real: Clock): BusSource {
  return { ...source, open: async (clockHz) => inRealTime(gated(await source.open(clockHz), gate), real) }
}

/** A bus whose time, where it is simulated, passes as the `real` one does; a real bus as it is. */
export function inRealTime(bus: OpenedBus, real: Clock): OpenedBus {
  if (!(bus.clock instanceof SimClock)) return bus
  const clock = new LiveClock(bus.clock, real)
  return around({ ...bus, clock }, async (transaction) => {
    const reply = await transaction()
    await clock.becomePresent()
    return reply
  })
}

function gated(bus: OpenedBus, gate: BusGate): OpenedBus {
  return around(bus, (transaction) => gate.transaction(transaction))
}

type Around = (transaction: () => Promise<unknown>) => Promise<unknown>

/** Every call of a link is a transaction. */
function around(bus: OpenedBus, perform: Around): OpenedBus {
  const wrapped = (link: SmbusLink): SmbusLink =>
    new Proxy(link, {
      get(target, name) {
        const member: unknown = Reflect.get(target, name)
        if (typeof member !== 'function') return member
        return (...args: unknown[]) => perform(() => Promise.resolve(Reflect.apply(member, target, args) as unknown))
      },
    })
  return {
    ...bus,
    connect: (recorder) => wrapped(bus.connect(recorder)),
    [Symbol.asyncDispose]: () => bus[Symbol.asyncDispose](),
  }
}
