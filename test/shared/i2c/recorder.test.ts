import { describe, expect, it } from 'vitest'
import { RecordedBus, Recorder, type Transaction } from '#shared/i2c/recorder.ts'
import type { TransferReport } from '#shared/i2c/bus.ts'
import { SimClock } from '#shared/sim/clock.ts'
import { nack, scriptedBus, type Answer, type Asked } from '../../support/scripted-link.ts'

/** A recorded bus on which every transaction takes 250 us and comes to what `answer` says. */
function recorded(answer: (asked: Asked) => Answer) {
  const clock = new SimClock()
  clock.advance(5000)
  const transactions: Transaction[] = []
  const recorder = new Recorder(clock, (transaction) => transactions.push(transaction))
  const bus = scriptedBus((asked) => {
    clock.advance(250.4)
    return answer(asked)
  })
  return { bus: new RecordedBus(bus, recorder), clock, transactions }
}

const COMMON = { durationUs: 250, usbTransfers: 0, srGapUs: 0, wireTimeUs: 100 }

describe('a recorded bus', () => {
  it('keeps a write, whole', async () => {
    const { bus, transactions } = recorded(() => ({}))
    await bus.write(0x61, Uint8Array.of(0x01, 0xc0))
    expect(transactions).toEqual([
      {
        ...COMMON,
        seq: 1,
        tUs: 0,
        operation: 'write',
        address: 0x61,
        written: '01c0',
        read: '',
        outcome: 'ok',
        nackIndex: null,
      },
    ])
  })

  it('keeps a read, whole', async () => {
    const { bus, transactions } = recorded(() => ({ data: Uint8Array.of(0x0a, 0xff) }))
    await bus.read(0x50, 2)
    expect(transactions).toMatchObject([{ operation: 'read', address: 0x50, written: '', read: '0aff' }])
  })

  it('keeps a write and read, with the byte that was refused and the words of the driver', async () => {
    const { bus, transactions } = recorded(() => ({ ...nack(2), srGapUs: 900, message: 'in words' }))
    await bus.writeRead(0x61, Uint8Array.of(0x03), 19)
    expect(transactions).toEqual([
      {
        ...COMMON,
        seq: 1,
        tUs: 0,
        operation: 'write_read',
        address: 0x61,
        written: '03',
        read: '',
        outcome: 'nack-data',
        nackIndex: 2,
        srGapUs: 900,
        message: 'in words',
      },
    ])
  })

  it('counts transactions from 1, and times from the beginning of the recording', async () => {
    const { bus, clock, transactions } = recorded(() => ({}))
    await bus.write(0x61, Uint8Array.of(1))
    clock.advance(1000)
    await bus.write(0x61, Uint8Array.of(2))
    expect(transactions.map(({ seq, tUs }) => ({ seq, tUs }))).toEqual([
      { seq: 1, tUs: 0 },
      { seq: 2, tUs: 1250 },
    ])
  })

  it('gives back the report of the bus, and its number', async () => {
    const { bus } = recorded(() => ({ data: Uint8Array.of(7) }))
    const expected: TransferReport & { seq: number } = {
      seq: 1,
      outcome: 'ok',
      data: Uint8Array.of(7),
      nackIndex: null,
      usbTransfers: 0,
      srGapUs: 0,
      wireTimeUs: 100,
    }
    expect(await bus.read(0x50, 1)).toEqual(expected)
  })

  it('records no call that sent nothing, and gives its number to the next', async () => {
    let refuse = true
    const { bus, transactions } = recorded(() => {
      if (refuse) throw new RangeError('address')
      return {}
    })
    await expect(bus.read(0x80, 1)).rejects.toThrow(RangeError)
    refuse = false
    await bus.read(0x50, 1)
    expect(transactions.map(({ seq, address }) => ({ seq, address }))).toEqual([{ seq: 1, address: 0x50 }])
  })

  it('does not change what it has recorded when the caller uses its bytes again', async () => {
    const { bus, transactions } = recorded(() => ({}))
    const bytes = Uint8Array.of(1)
    await bus.write(0x61, bytes)
    bytes[0] = 2
    expect(transactions[0]?.written).toBe('01')
  })
})
