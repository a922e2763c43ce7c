import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatUdid, udidBytes } from '#shared/arp/udid.ts'
import { addressCandidates, judgeUdidReply, type UdidReply } from '#shared/arp/udid-reply.ts'
import type { I2cBus, TransferReport } from '#shared/i2c/bus.ts'
import { RecordedBus, Recorder } from '#shared/i2c/recorder.ts'
import { SimClock } from '#shared/sim/clock.ts'
import { BusLink } from '#shared/smbus/bus-link.ts'
import { pec } from '#shared/smbus/pec.ts'
import { UDID } from '../../vectors/arp-frames.ts'

const COMMAND = 0x03

/** The judgement on what a bus answers to a general Get UDID with. */
async function judge(report: Partial<TransferReport>): Promise<UdidReply> {
  const settled: TransferReport = {
    outcome: 'ok',
    nackIndex: null,
    usbTransfers: 0,
    srGapUs: 0,
    wireTimeUs: 0,
    ...report,
  }
  const bus = { writeRead: () => Promise.resolve(settled), capabilities: { quickWrite: false } } as unknown as I2cBus
  const link = new BusLink(new RecordedBus(bus, new Recorder(new SimClock(), () => undefined)))
  return judgeUdidReply(await link.readBlock(0x61, COMMAND, 17), COMMAND)
}

/** The 19 bytes a target sends, PEC right for what comes before it. */
function reply(udid: string, addressByte: number, count = 17): Uint8Array {
  const body = [count, ...udidBytes(udid), addressByte]
  return Uint8Array.of(...body, pec([0xc2, COMMAND, 0xc3, ...body]))
}

describe('judgeUdidReply', () => {
  it('takes 17 bytes with a good PEC for a UDID', async () => {
    expect(await judge({ data: reply(UDID.i210, 0xff) })).toEqual({
      kind: 'udid',
      seq: 1,
      pecOk: true,
      udid: UDID.i210,
      addressByte: 0xff,
    })
  })

  it.each([0x00, 0x05, 0x10, 0x12, 0x20, 0xfe])(
    'finds no UDID in a reply of byte count %i, good PEC or not',
    async (count) => {
      expect(await judge({ data: reply(UDID.i210, 0xff, count) })).toEqual({
        kind: 'bad-count',
        seq: 1,
        count,
        filler: false,
      })
    },
  )

  it('tells filler from a wrong count', async () => {
    expect(await judge({ data: new Uint8Array(19).fill(0xff) })).toMatchObject({ kind: 'bad-count', filler: true })
  })

  it('recognises a PEC computed without the address bytes', async () => {
    const body = [17, ...udidBytes(UDID.openTitan), 0xff]
    expect(pec(body)).toBe(0xb7)
    expect(await judge({ data: Uint8Array.of(...body, 0xb7) })).toMatchObject({
      kind: 'bad-pec',
      pecExpected: 0x92,
      pecGot: 0xb7,
      withoutAddress: true,
    })
  })

  it('refuses a reply with any single bit flipped', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ minLength: 16, maxLength: 16 }),
        fc.nat(255),
        fc.nat(19 * 8 - 1),
        async (bytes, addressByte, bit) => {
          const data = reply(formatUdid(bytes), addressByte)
          data[bit >> 3] = (data[bit >> 3] ?? 0) ^ (1 << (bit & 7))
          expect((await judge({ data })).kind).not.toBe('udid')
        },
      ),
    )
  })

  it.each([
    { nackIndex: 0, at: 'address' },
    { nackIndex: 1, at: 'command' },
    { nackIndex: 2, at: 'read-address' },
    { nackIndex: 'unknown', at: 'unknown' },
  ] as const)('reads a NACK of byte $nackIndex as refused at $at', async ({ nackIndex, at }) => {
    expect(await judge({ outcome: 'nack-unknown', nackIndex })).toEqual({ kind: 'refused', seq: 1, at })
  })
})

describe('addressCandidates', () => {
  it.each([
    { byte: 0xff, candidates: [], why: 'no valid address' },
    { byte: 0xc9, candidates: [0x64], why: 'shifted, bit 0 set' },
    { byte: 0xc8, candidates: [0x64], why: 'shifted, bit 0 clear, too high to be unshifted' },
    { byte: 0x64, candidates: [0x32, 0x64], why: 'shifted without bit 0, or unshifted' },
    { byte: 0x21, candidates: [0x10], why: 'shifted, bit 0 set' },
  ])('of $byte are $candidates ($why)', ({ byte, candidates }) => {
    expect(addressCandidates(byte)).toEqual(candidates)
  })
})
