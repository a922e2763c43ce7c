import { describe, expect, it } from 'vitest'
import { RecordedBus, Recorder } from '#shared/i2c/recorder.ts'
import { SimClock } from '#shared/sim/clock.ts'
import { BusLink } from '#shared/smbus/bus-link.ts'
import { UDID } from '../../vectors/arp-frames.ts'
import { nack, scriptedBus, udidReply, type Answer, type Asked } from '../../support/scripted-link.ts'

function linkTo(answer: (asked: Asked) => Answer, quickWrite = true) {
  const asked: Asked[] = []
  const bus = scriptedBus(
    (request) => {
      asked.push(request)
      return answer(request)
    },
    { quickWrite },
  )
  return { link: new BusLink(new RecordedBus(bus, new Recorder(new SimClock(), () => undefined))), asked }
}

const OK = { seq: 1, outcome: 'ok', nackIndex: null, srGapUs: 0, pecCheckedBy: null, pecExpected: null, pecGot: null }

describe('BusLink', () => {
  it('sends a byte and its PEC, which the target checks', async () => {
    const { link, asked } = linkTo(() => ({}))
    expect(await link.sendByte(0x61, 0x01)).toEqual({ ...OK, pecCheckedBy: 'target', pecExpected: 0xc0 })
    expect(asked).toEqual([{ address: 0x61, written: [0x01, 0xc0], length: 0 }])
  })

  it('writes command, count, data and PEC of a block', async () => {
    const { link, asked } = linkTo(() => nack(20))
    const block = Uint8Array.of(...Buffer.from(UDID.i210, 'hex'), 0x20)
    expect(await link.writeBlock(0x61, 0x04, block)).toEqual({
      ...OK,
      outcome: 'nack-data',
      nackIndex: 20,
      pecCheckedBy: 'target',
      pecExpected: 0xe7,
    })
    expect(asked[0]?.written).toEqual([0x04, 17, ...block, 0xe7])
  })

  it('reads a block of known length: count, data and PEC in one transaction', async () => {
    const { link, asked } = linkTo(() => udidReply(0x03, UDID.i210, 0xff))
    expect(await link.readBlock(0x61, 0x03, 17)).toEqual({
      ...OK,
      pecCheckedBy: 'host',
      pecExpected: 0x8b,
      pecGot: 0x8b,
      block: { count: 17, data: Uint8Array.of(...Buffer.from(UDID.i210, 'hex'), 0xff), pecOk: true },
    })
    expect(asked).toEqual([{ address: 0x61, written: [0x03], length: 19 }])
  })

  it('shows a wrong PEC for what it is', async () => {
    const { link } = linkTo(() => udidReply(0x03, UDID.i210, 0xff, 0x01))
    expect(await link.readBlock(0x61, 0x03, 17)).toMatchObject({
      pecExpected: 0x8b,
      pecGot: 0x8a,
      block: { pecOk: false },
    })
  })

  it('calls no PEC right where the count is another than asked for', async () => {
    const { link } = linkTo(() => udidReply(0x03, UDID.i210, 0xff))
    expect((await link.readBlock(0x61, 0x03, 16)).block).toMatchObject({ count: 17, pecOk: false })
  })

  it('has no block to show where the target refused', async () => {
    const { link } = linkTo(() => nack(1))
    expect(await link.readBlock(0x61, 0x03, 17)).toEqual({ ...OK, outcome: 'nack-data', nackIndex: 1, block: null })
  })

  it('probes by reading one byte, and writes none', async () => {
    const { link, asked } = linkTo(() => ({ data: Uint8Array.of(0) }))
    expect(await link.probe(0x50)).toEqual(OK)
    expect(asked).toEqual([{ address: 0x50, written: [], length: 1 }])
  })

  it('passes the words of the driver on', async () => {
    const { link } = linkTo(() => ({ outcome: 'adapter', message: 'in words' }))
    expect(await link.probe(0x50)).toEqual({ ...OK, outcome: 'adapter', message: 'in words' })
  })

  it('sends a Quick Command where the adapter can', async () => {
    const { link, asked } = linkTo(() => ({}))
    expect(await link.quickCommand?.(0x50)).toEqual(OK)
    expect(asked).toEqual([{ address: 0x50, written: [], length: 0 }])
  })

  it('has none where the adapter has none', () => {
    expect(linkTo(() => ({}), false).link.quickCommand).toBeUndefined()
  })
})
