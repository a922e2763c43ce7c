import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  encodeTransaction,
  type PacketShape,
  type StreamPacket,
  type Transaction,
} from '#shared/adapters/ch341/stream.ts'
import { formatHex, parseHex } from '#shared/i2c/hex.ts'

const CHOSEN: PacketShape = { acks: 'chosen', statuses: 'many' }
const EVERY_BYTE: PacketShape = { acks: 'every-byte', statuses: 'many' }
const ONE_STATUS: PacketShape = { acks: 'chosen', statuses: 'one' }

const UDID = '4108808610d400040000000044332211'
const PREPARE = write('01c0')
const GET_UDID: Transaction = { address: 0x61, written: parseHex('03'), length: 19 }
const ASSIGN = write(`0411${UDID}20ff`)

function write(hex: string): Transaction {
  return { address: 0x61, written: parseHex(hex), length: 0 }
}

function packetsOf(transaction: Transaction, shape: PacketShape): string[] {
  return encodeTransaction(transaction, shape).map(({ bytes }) => formatHex(bytes))
}

describe('packets of the ARP commands', () => {
  it.each([
    { what: 'Prepare to ARP', transaction: PREPARE, packet: 'aa7480c2800180c07500', answers: 3 },
    { what: 'Reset Device', transaction: write('02c9'), packet: 'aa7480c2800280c97500', answers: 3 },
    { what: 'Get UDID', transaction: GET_UDID, packet: 'aa7480c280037480c3d2c07500', answers: 22 },
    { what: 'Assign Address', transaction: ASSIGN, packet: `aa7480c280049211${UDID}2080ff7500`, answers: 3 },
    { what: 'a probe', transaction: { address: 0x50, written: null, length: 1 }, packet: 'aa7480a1c07500', answers: 2 },
    { what: 'a Quick Command', transaction: { ...write(''), address: 0x50 }, packet: 'aa7480a07500', answers: 1 },
  ])('$what is one, answered by $answers bytes', ({ transaction, packet, answers }) => {
    const [only, ...more] = encodeTransaction(transaction, CHOSEN)
    expect(more).toEqual([])
    expect(formatHex(only?.bytes ?? new Uint8Array())).toBe(packet)
    expect(only?.replyBytes).toBe(answers)
  })

  it('are two for an Assign with every byte looked at: 14 statuses and 7', () => {
    expect(
      encodeTransaction(ASSIGN, EVERY_BYTE).map(({ bytes, replyBytes }) => [formatHex(bytes), replyBytes]),
    ).toEqual([
      ['aa7480c280048011804180088080808680108' + '0d480008004800080008000' + '00', 14],
      ['aa8000804480338022801180208' + '0ff7500', 7],
    ])
  })

  it('are three where a packet gives one status', () => {
    expect(packetsOf(PREPARE, ONE_STATUS)).toEqual(['aa7480c200', 'aa800100', 'aa80c07500'])
    expect(packetsOf(GET_UDID, ONE_STATUS)).toEqual(['aa7480c200', 'aa800300', 'aa7480c3d2c07500'])
    expect(packetsOf(ASSIGN, ONE_STATUS)).toEqual(['aa7480c200', 'aa800400', `aa9211${UDID}2080ff7500`])
  })

  it('state the bits they put on the wire', () => {
    const bits = (transaction: Transaction): number[] => encodeTransaction(transaction, CHOSEN).map((p) => p.wireBits)
    expect([bits(PREPARE), bits(GET_UDID), bits(ASSIGN)]).toEqual([[2 + 27], [3 + 22 * 9], [2 + 21 * 9]])
  })
})

describe('long transactions', () => {
  it('read 32 bytes a packet, the last byte refused', () => {
    const read = { address: 0x50, written: Uint8Array.of(0, 0), length: 101 }
    expect(packetsOf(read, CHOSEN)).toEqual(['aa7480a0800080007480a1dc00', 'aae000', 'aae000', 'aac8c07500'])
  })

  it('end every packet of a write with a byte that is looked at', () => {
    const packets = encodeTransaction(write('00'.repeat(60)), CHOSEN)
    expect(packets.map(({ bytes }) => bytes.length)).toEqual([32, 32, 13])
    expect(packets.map(({ replyBytes }) => replyBytes)).toEqual([3, 1, 1])
  })
})

/** What packets do on the wire, undone by the rules of the stream. */
function wireOf(packets: readonly StreamPacket[]): string {
  let wire = ''
  for (const { bytes } of packets) {
    expect(bytes[0]).toBe(0xaa)
    for (let at = 1; at < bytes.length; at++) {
      const code = bytes[at] ?? 0
      const count = code & 0x1f
      if (code === 0x00) break
      if (code === 0x74) wire += 'S'
      else if (code === 0x75) wire += 'P'
      else if (code >= 0xc0) wire += code === 0xc0 ? 'n' : 'a'.repeat(code - 0xc0)
      else {
        wire += `[${formatHex(bytes.subarray(at + 1, at + 1 + (count || 1)))}]`
        at += count || 1
      }
    }
  }
  return wire.replaceAll('][', '')
}

const anyTransaction = fc
  .record({
    address: fc.nat(0x7f),
    written: fc.option(fc.uint8Array({ minLength: 1, maxLength: 200 })),
    length: fc.nat(200),
  })
  .filter(({ written, length }) => written !== null || length > 0)
const anyShape = fc.record<PacketShape>({
  acks: fc.constantFrom('chosen', 'every-byte'),
  statuses: fc.constantFrom('many', 'one'),
})

describe('any transaction', () => {
  it('comes to the same on the wire, however it is cut into packets', () => {
    fc.assert(
      fc.property(anyTransaction, anyShape, (transaction, shape) => {
        const { address, written, length } = transaction
        const writes = written ? `S[${formatHex(Uint8Array.of(address << 1, ...written))}]` : ''
        const reads = length > 0 ? `S[${formatHex(Uint8Array.of((address << 1) | 1))}]${'a'.repeat(length - 1)}n` : ''
        expect(wireOf(encodeTransaction(transaction, shape))).toBe(`${writes}${reads}P`)
      }),
    )
  })

  it('makes packets that the chip can carry and answers', () => {
    fc.assert(
      fc.property(anyTransaction, anyShape, (transaction, shape) => {
        for (const { bytes, replyBytes, answers } of encodeTransaction(transaction, shape)) {
          expect(bytes.length).toBeLessThanOrEqual(32)
          expect(bytes.at(-1)).toBe(0)
          expect(replyBytes).toBeGreaterThan(0)
          expect(replyBytes).toBeLessThanOrEqual(32)
          const statuses = answers.filter(({ kind }) => kind === 'status').length
          if (shape.statuses === 'one') expect(statuses).toBeLessThanOrEqual(1)
        }
      }),
    )
  })

  it('never parts the repeated START from what is before it, unless a packet gives one status', () => {
    fc.assert(
      fc.property(anyTransaction, fc.constantFrom(CHOSEN, EVERY_BYTE), (transaction, shape) => {
        expect(encodeTransaction(transaction, shape).some(({ restarts }) => restarts)).toBe(false)
      }),
    )
  })
})
