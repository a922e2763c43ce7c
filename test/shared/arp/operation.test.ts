import { describe, expect, it } from 'vitest'
import { runOperation } from '#shared/arp/operation.ts'
import { DEFAULT_POLICY } from '#shared/arp/policy.ts'
import { RecordedBus } from '#shared/i2c/recorder.ts'
import { SIM_BUS_CAPABILITIES } from '#shared/sim/bus.ts'
import { SimClock } from '#shared/sim/clock.ts'
import { BusLink } from '#shared/smbus/bus-link.ts'
import { STARTED } from '../../support/example-run.ts'
import { nack, scriptedBus, type Answer, type Asked } from '../../support/scripted-link.ts'

/** What an operation that does nothing but probe 0x20 comes to on a bus without readable lines. */
function operate(answer: (asked: Asked) => Answer, selfTest: boolean) {
  const asked: Asked[] = []
  const bus = scriptedBus((request) => {
    asked.push(request)
    return answer(request)
  })
  const { adapter, ...start } = STARTED
  const ended = runOperation(
    {
      bus: {
        info: { ...adapter, capabilities: SIM_BUS_CAPABILITIES },
        clock: new SimClock(),
        clockHz: 100_000,
        connect: (recorder) => new BusLink(new RecordedBus(bus, recorder)),
      },
      policy: DEFAULT_POLICY,
      observe: () => undefined,
      start,
      selfTest,
    },
    (session) => session.probe('probe', 0x20),
  )
  return ended.then((result) => ({ ...result, asked: asked.map(({ address }) => address) }))
}

describe('runOperation', () => {
  it('says that the adapter passed its self-test', async () => {
    expect(await operate(() => nack(0), true)).toEqual({
      complete: true,
      selfTestPassed: true,
      asked: [0x7d, 0x7f, 0x20],
    })
  })

  it('says that the adapter failed it, where either address is acknowledged', async () => {
    const lies = ({ address }: Asked): Answer => (address === 0x7f ? { data: Uint8Array.of(0xff) } : nack(0))
    expect(await operate(lies, true)).toEqual({ complete: false, selfTestPassed: false, asked: [0x7d, 0x7f] })
  })

  it('goes without a self-test that has been passed before', async () => {
    expect(await operate(() => nack(0), false)).toEqual({ complete: true, selfTestPassed: true, asked: [0x20] })
  })

  it('keeps it passed where the operation fails afterwards', async () => {
    const breaks = ({ address }: Asked): Answer => (address === 0x20 ? { outcome: 'adapter' } : nack(0))
    expect(await operate(breaks, true)).toMatchObject({ complete: false, selfTestPassed: true })
  })

  it('does not take it for passed where it could not be ended', async () => {
    expect(await operate(() => ({ outcome: 'closed' }), true)).toMatchObject({ complete: false, selfTestPassed: false })
  })
})
