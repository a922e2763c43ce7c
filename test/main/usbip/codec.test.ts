import { describe, expect, it } from 'vitest'
import {
  OP_STATUS,
  decodeBusid,
  decodeOpHeader,
  encodeImport,
  encodeImportFailure,
  encodeList,
  type OpDevice,
} from '../../../src/main/usbip/op-codec.ts'
import { ReceivedBytes } from '../../../src/main/usbip/received-bytes.ts'
import { decodeUrbRequest, encodeSubmitReply, encodeUnlinkReply } from '../../../src/main/usbip/urb-codec.ts'
import { urbHeader } from './usbip-client.ts'

const DEVICE: OpDevice = {
  path: '/arpeggio/1-1',
  busid: '1-1',
  busNumber: 1,
  deviceNumber: 2,
  speed: 2,
  vendorId: 0x04d8,
  productId: 0x00dd,
  bcdDevice: 0x0100,
  deviceClass: [0xef, 2, 1],
  configurationValue: 1,
  configurations: 1,
  interfaces: [
    [2, 2, 1],
    [3, 0, 0],
  ],
}

const BLOCK_TAIL = '00000001' + '00000002' + '00000002' + '04d8' + '00dd' + '0100' + 'ef0201' + '01' + '01' + '02'

describe('requests before an import', () => {
  it.each([
    { header: '0111800500000000', request: { kind: 'list' } },
    { header: '0111800300000000', request: { kind: 'import' } },
    { header: '0106800500000000', request: { kind: 'malformed', why: 'USB/IP version 0x0106, expected 0x0111' } },
    { header: '0111000500000000', request: { kind: 'malformed', why: 'unknown request 0x0005' } },
    { header: '474554202f204854', request: { kind: 'malformed', why: 'USB/IP version 0x4745, expected 0x0111' } },
  ])('reads $header as $request.kind', ({ header, request }) => {
    expect(decodeOpHeader(Buffer.from(header, 'hex'))).toEqual(request)
  })

  it.each([
    { body: '312d31', busid: '1-1' },
    { body: '00312d31', busid: '' },
    { body: '41'.repeat(32), busid: 'A'.repeat(32) },
  ])('reads a busid up to its NUL: "$busid"', ({ body, busid }) => {
    expect(decodeBusid(Buffer.concat([Buffer.from(body, 'hex'), Buffer.alloc(32)], 32))).toBe(busid)
  })

  it('describes a device in 312 bytes, and in a list its interfaces after them', () => {
    const list = encodeList([DEVICE])
    expect(list.length).toBe(12 + 312 + 2 * 4)
    expect(list.toString('hex', 0, 12)).toBe('0111000500000000' + '00000001')
    expect(list.toString('latin1', 12, 24)).toBe('/arpeggio/1-')
    expect(list.toString('hex', 12 + 288)).toBe(BLOCK_TAIL + '02020100' + '03000000')
  })

  it('answers an import with the same block, without interfaces', () => {
    const reply = encodeImport(DEVICE)
    expect(reply.length).toBe(8 + 312)
    expect(reply.toString('hex', 0, 8)).toBe('0111000300000000')
    expect(reply.toString('hex', 8 + 288)).toBe(BLOCK_TAIL)
  })

  it('answers a failed import with nothing but its header', () => {
    expect(encodeImportFailure(OP_STATUS.noDevice).toString('hex')).toBe('0111000300000004')
  })
})

describe('transfers after an import', () => {
  it.each([
    { words: [1, 7, 0x10002, 1, 3, 0, 64, 0, 0], direction: 'in', endpoint: 3, lengthBytes: 64 },
    { words: [1, 7, 0x10002, 0, 2, 0, 5, 0, 0xffff_ffff], direction: 'out', endpoint: 2, lengthBytes: 5 },
  ])('reads a transfer $direction on endpoint $endpoint', ({ words, direction, endpoint, lengthBytes }) => {
    const setup = Buffer.alloc(8)
    const expected = { kind: 'submit', seqnum: 7, devid: 0x10002, direction, endpoint, lengthBytes, setup }
    expect(decodeUrbRequest(urbHeader(...words))).toEqual(expected)
  })

  it('reads an unlink', () => {
    const expected = { kind: 'unlink', seqnum: 9, devid: 0x10002, target: 7 }
    expect(decodeUrbRequest(urbHeader(2, 9, 0x10002, 0, 0, 7))).toEqual(expected)
  })

  it.each([
    { words: [3, 1, 1], why: 'unknown command 3' },
    { words: [1, 1, 1, 2, 3], why: 'direction 2' },
    { words: [1, 1, 1, 1, 16], why: 'endpoint 16' },
    { words: [1, 1, 1, 1, 3, 0, 64, 0, 8], why: '8 isochronous packets' },
  ])('refuses a header with $why', ({ words, why }) => {
    expect(decodeUrbRequest(urbHeader(...words))).toEqual({ kind: 'malformed', why })
  })

  it('writes status and length of a reply, and the data behind it', () => {
    const reply = encodeSubmitReply(7, { status: 0, actualBytes: 2, data: Uint8Array.of(0xab, 0xcd) })
    expect(reply).toEqual(Buffer.concat([urbHeader(3, 7, 0, 0, 0, 0, 2), Buffer.from('abcd', 'hex')]))
  })

  it('writes negative statuses', () => {
    expect(encodeUnlinkReply(9, -104)).toEqual(urbHeader(4, 9, 0, 0, 0, -104))
  })
})

describe('ReceivedBytes', () => {
  it.each([1, 2, 3, 5, 7, 100])('gives the same pieces from chunks of %i bytes', (chunkBytes) => {
    const stream = Buffer.from(Array.from({ length: 50 }, (_, i) => i))
    const received = new ReceivedBytes()
    const pieces: string[] = []
    for (let at = 0; at < stream.length; at += chunkBytes) {
      received.push(stream.subarray(at, at + chunkBytes))
      for (let piece; (piece = received.take(10));) pieces.push(piece.toString('hex'))
    }
    expect(pieces).toEqual([0, 10, 20, 30, 40].map((at) => stream.toString('hex', at, at + 10)))
  })
})
