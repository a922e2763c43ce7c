import { SimClock } from '#shared/sim/clock.ts'
import type { SmbusLink } from '#shared/smbus/link.ts'
import type { BusGate } from './bus-gate.ts'
import type { BusSource, OpenedBus } from './opened-bus.ts'
import { LiveClock } from './live-clock.ts'

/**
 * A bus as people watch it: its transactions go through `gate`, and simulated time passes as real time does, so that
 * a run takes as long as it would on hardware and leaves everybody else their turn.
 */
export function liveSource(source: BusSource, gate: BusGate): BusSource {
  return { ...source, open: async (clockHz) => liveBus(await source.open(clockHz), gate) }
}

function liveBus(bus: OpenedBus, gate: BusGate): OpenedBus {
  const clock = bus.clock instanceof SimClock ? new LiveClock(bus.clock) : undefined
  return {
    ...bus,
    clock: clock ?? bus.clock,
    connect: (recorder) => liveLink(bus.connect(recorder), gate, clock),
    [Symbol.asyncDispose]: () => bus[Symbol.asyncDispose](),
  }
}

/** Every call of a link is a transaction. */
function liveLink(link: SmbusLink, gate: BusGate, clock: LiveClock | undefined): SmbusLink {
  return new Proxy(link, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name)
      if (typeof member !== 'function') return member
      return async (...args: unknown[]): Promise<unknown> => {
        const reply = await gate.transaction(() => Promise.resolve(Reflect.apply(member, target, args) as unknown))
        await clock?.becomePresent()
        return reply
      }
    },
  })
}
