import type { ArpEvent } from '#shared/arp/events.ts'
import { DEFAULT_POLICY, type ArpPolicy } from '#shared/arp/policy.ts'
import { ArpSession } from '#shared/arp/session.ts'
import { udidBytes } from '#shared/arp/udid.ts'
import type { BusCapabilities, I2cBus, TransferReport } from '#shared/i2c/bus.ts'
import { RecordedBus, Recorder } from '#shared/i2c/recorder.ts'
import { SIM_BUS_CAPABILITIES } from '#shared/sim/bus.ts'
import type { SimClock } from '#shared/sim/clock.ts'
import { BusLink } from '#shared/smbus/bus-link.ts'
import { pec } from '#shared/smbus/pec.ts'
import { InstantClock } from './instant-clock.ts'

/** What the bus is asked for: one transaction. */
export interface Asked {
  readonly address: number
  readonly written: readonly number[]
  /** Bytes to be read. */
  readonly length: number
}

/** What a scripted bus comes to: as in a report, all of it optional. */
export type Answer = Partial<TransferReport>

const OK: TransferReport = { outcome: 'ok', nackIndex: null, usbTransfers: 0, srGapUs: 0, wireTimeUs: 100 }

/** A NACK of the byte at `index`. */
export const nack = (index: number): Answer => ({
  outcome: index === 0 ? 'nack-address' : 'nack-data',
  nackIndex: index,
})

/** The 19 bytes of a Get UDID reply, PEC right for `command` unless `flip` says which bits of it are not. */
export function udidReply(command: number, udid: string, addressByte: number, flip = 0): Answer {
  const body = [17, ...udidBytes(udid), addressByte]
  return { data: Uint8Array.of(...body, pec([0xc2, command, 0xc3, ...body]) ^ flip) }
}

/** A bus on which every transaction comes to what `answer` says. */
export function scriptedBus(answer: (asked: Asked) => Answer, capabilities: Partial<BusCapabilities> = {}): I2cBus {
  const run = (address: number, written: Iterable<number>, length: number): Promise<TransferReport> =>
    Promise.resolve({ ...OK, ...answer({ address, written: [...written], length }) })
  return {
    capabilities: { ...SIM_BUS_CAPABILITIES, ...capabilities },
    clockHz: 100_000,
    write: (address, data) => run(address, data, 0),
    read: (address, length) => run(address, [], length),
    writeRead: (address, data, length) => run(address, data, length),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  }
}

/** A session on a scripted bus, and everything it says. */
export function scriptedSession(
  answer: (asked: Asked) => Answer,
  policy: Partial<ArpPolicy> = {},
): { session: ArpSession; events: ArpEvent[]; asked: Asked[]; clock: SimClock } {
  const clock = new InstantClock()
  const events: ArpEvent[] = []
  const asked: Asked[] = []
  const observe = (event: ArpEvent): void => void events.push(event)
  const bus = scriptedBus((request) => {
    asked.push(request)
    return answer(request)
  })
  const recorder = new Recorder(clock, (transaction) => observe({ type: 'transaction', transaction }))
  const link = new BusLink(new RecordedBus(bus, recorder))
  return {
    session: new ArpSession({ link, clock, policy: { ...DEFAULT_POLICY, ...policy }, observe }),
    events,
    asked,
    clock,
  }
}
