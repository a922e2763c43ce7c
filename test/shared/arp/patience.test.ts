import { describe, expect, it } from 'vitest'
import { look } from '#shared/arp/look.ts'
import { DEFAULT_POLICY } from '#shared/arp/policy.ts'
import { ArpSession } from '#shared/arp/session.ts'
import { Recorder, RecordedBus } from '#shared/i2c/recorder.ts'
import type { ArpEvent } from '#shared/arp/events.ts'
import type { I2cBus, TransferReport } from '#shared/i2c/bus.ts'
import { SimClock } from '#shared/sim/clock.ts'
import { BusLink } from '#shared/smbus/bus-link.ts'

const report: TransferReport = { outcome: 'ok', nackIndex: null, usbTransfers: 0, srGapUs: 0, wireTimeUs: 0 }

/** A session on a bus whose every Get UDID comes to `reply`. */
function sessionOn(reply: TransferReport): { session: ArpSession; clock: SimClock; events: ArpEvent[] } {
  const clock = new SimClock()
  const events: ArpEvent[] = []
  const bus = { capabilities: { quickWrite: false }, writeRead: () => Promise.resolve(reply) } as unknown as I2cBus
  const recorder = new Recorder(clock, () => undefined)
  const link = new BusLink(new RecordedBus(bus, recorder))
  const session = new ArpSession({ link, clock, policy: DEFAULT_POLICY, observe: (event) => events.push(event) })
  return { session, clock, events }
}

describe('looking at a part that takes every write and refuses every read', () => {
  it('waits for it to get ready at the first question only, not at each of a walk', async () => {
    const { session, clock } = sessionOn({ ...report, outcome: 'nack-address', nackIndex: 2 })
    await look(session)
    expect(clock.nowUs()).toBe((DEFAULT_POLICY.notReadyTries - 1) * DEFAULT_POLICY.notReadyWaitMs * 1000)
  })
})

describe('a reply that came late', () => {
  it('is used, and told once with every transaction it happened in', async () => {
    const { session, events } = sessionOn({
      ...report,
      data: new Uint8Array(19).fill(0xff),
      message: 'late reply: 0x40',
      isLate: true,
    })
    await session.getUdid('look', 3)
    await session.getUdid('look', 3)
    session.reportTransients()
    expect(events.filter(({ type }) => type === 'finding')).toMatchObject([
      { code: 'late-reply', severity: 'warning', evidence: [1, 2] },
    ])
  })

  it('is told of a transaction that was refused, too', async () => {
    const { session, events } = sessionOn({ ...report, outcome: 'nack-address', nackIndex: 0, isLate: true })
    await session.getUdid('look', 3)
    session.reportTransients()
    expect(events.filter(({ type }) => type === 'finding')).toMatchObject([{ code: 'late-reply', evidence: [1] }])
  })
})
