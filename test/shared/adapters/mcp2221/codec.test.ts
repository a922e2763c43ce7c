import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  CLOCK_HZ,
  COMMAND,
  decodeCommandReply,
  decodeDataReply,
  decodeFlashString,
  decodeStatus,
  dividerClockHz,
  encodeCancel,
  encodeGetData,
  encodeRead,
  encodeReadFlash,
  encodeSetSpeed,
  encodeStatus,
  encodeWrite,
  speedDivider,
} from '#shared/adapters/mcp2221/codec.ts'
import { engineGroup } from '#shared/adapters/mcp2221/engine-state.ts'
import { formatHex, parseHex } from '#shared/i2c/hex.ts'

/** A 64-byte report from the hex of its first bytes. */
function report(head: string): Uint8Array {
  const bytes = new Uint8Array(64)
  bytes.set(parseHex(head))
  return bytes
}

function statusWith(bytes: Record<number, number>): Uint8Array {
  const reply = report('10')
  for (const [at, byte] of Object.entries(bytes)) reply[Number(at)] = byte
  return reply
}

describe('encoding', () => {
  it.each([
    { what: 'status', bytes: encodeStatus(), hex: '10' },
    { what: 'cancel', bytes: encodeCancel(), hex: '10 00 10' },
    { what: '100 kHz', bytes: encodeSetSpeed(118), hex: '10 00 00 20 76' },
    { what: 'get data', bytes: encodeGetData(), hex: '40' },
    { what: 'serial', bytes: encodeReadFlash(4), hex: 'b0 04' },
    { what: 'read', bytes: encodeRead(COMMAND.read, 0x50, 1), hex: '91 01 00 a1' },
    { what: 'repeated read', bytes: encodeRead(COMMAND.readRepeatedStart, 0x61, 19), hex: '93 13 00 c3' },
    { what: 'long read', bytes: encodeRead(COMMAND.read, 0x61, 0x1234), hex: '91 34 12 c3' },
    { what: 'write', bytes: encodeWrite(COMMAND.write, 0x61, parseHex('01 3b'))[0], hex: '90 02 00 c2 01 3b' },
    { what: 'write, no STOP', bytes: encodeWrite(COMMAND.writeNoStop, 0x61, parseHex('03'))[0], hex: '94 01 00 c2 03' },
  ])('spells $what as $hex', ({ bytes, hex }) => {
    expect(bytes).toEqual(report(hex))
  })

  it('cuts a write into reports of 60 bytes whose length field carries the total', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 600 }), (data) => {
        const reports = encodeWrite(COMMAND.write, 0x20, data)
        const headers = reports.map((bytes) => formatHex(bytes.subarray(0, 4)))
        const [low, high] = [data.length & 0xff, data.length >> 8]
        expect(new Set(headers)).toEqual(new Set([formatHex(Uint8Array.of(0x90, low, high, 0x40))]))
        const payload = reports.flatMap((bytes) => [...bytes.subarray(4)])
        expect(payload.slice(0, data.length)).toEqual([...data])
        expect(reports.length).toBe(Math.ceil(data.length / 60))
      }),
    )
  })
})

describe('decodeStatus', () => {
  it('reads every field in use', () => {
    const reply = statusWith({
      2: 0x10, 3: 0x20, 8: 0x25, 9: 0x14, 10: 0x01, 11: 0x02, 12: 0x00, 14: 0x76, 18: 0x10, 20: 0x40, 21: 0x60,
      22: 1, 23: 0, 46: 0x41, 47: 0x36, 48: 0x31, 49: 0x32,
    }) // prettier-ignore
    expect(decodeStatus(reply)).toEqual({
      cancel: 'marked',
      speed: 'accepted',
      state: 0x25,
      engine: 'nack',
      requestedBytes: 0x114,
      transferredBytes: 2,
      divider: 118,
      addressNacked: true,
      disturbed: false,
      everUsed: true,
      lines: { scl: 'high', sda: 'low' },
      hardware: 'A.6',
      firmware: '1.2',
    })
  })

  it.each([
    { byte: 0x00, cancel: 'none' },
    { byte: 0x10, cancel: 'marked' },
    { byte: 0x11, cancel: 'was-idle' },
    { byte: 0x99, cancel: 'unknown' },
  ])('reads cancel result $byte as $cancel', ({ byte, cancel }) => {
    expect(decodeStatus(statusWith({ 2: byte })).cancel).toBe(cancel)
  })

  it.each([
    { byte: 0x00, speed: 'none' },
    { byte: 0x20, speed: 'accepted' },
    { byte: 0x21, speed: 'refused' },
    { byte: 0x99, speed: 'unknown' },
  ])('reads speed result $byte as $speed', ({ byte, speed }) => {
    expect(decodeStatus(statusWith({ 3: byte })).speed).toBe(speed)
  })

  it.each([
    { state: 0x00, sign: 0x08, disturbed: true, why: 'SDA moved while idle' },
    { state: 0x40, sign: 0x08, disturbed: false, why: 'a transfer is under way' },
    { state: 0x45, sign: 0x08, disturbed: false, why: 'a write without STOP is meant to be open' },
    { state: 0x00, sign: 0x10, disturbed: false, why: 'STOP came last' },
    { state: 0x00, sign: 0x00, disturbed: false, why: 'never used' },
  ])('calls bus sign $sign in state $state disturbed: $disturbed ($why)', ({ state, sign, disturbed }) => {
    expect(decodeStatus(statusWith({ 8: state, 18: sign })).disturbed).toBe(disturbed)
  })
})

describe('engineGroup', () => {
  it.each([
    ['idle', [0x00]],
    ['held', [0x45]],
    ['wants-data', [0x41]],
    ['nack-stopping', [0x24]],
    ['nack', [0x25]],
    ['timeout', [0x12, 0x17, 0x23, 0x44, 0x52, 0x62]],
    ['read-part', [0x54]],
    ['read-done', [0x55]],
    [
      'busy',
      [0x10, 0x11, 0x15, 0x16, 0x20, 0x21, 0x22, 0x30, 0x33, 0x40, 0x42, 0x43, 0x50, 0x51, 0x53, 0x60, 0x61, 0x99],
    ],
  ])('is %s for %j', (group, states) => {
    expect(new Set(states.map(engineGroup))).toEqual(new Set([group]))
  })
})

describe('decodeCommandReply', () => {
  it.each([
    { hex: '90 00 10', expected: { accepted: true, state: 0x10, engine: 'busy' } },
    { hex: '93 01 25', expected: { accepted: false, state: 0x25, engine: 'nack' } },
    { hex: '93 01 43', expected: { accepted: false, state: 0x43, engine: 'busy' } },
  ])('reads $hex', ({ hex, expected }) => {
    expect(decodeCommandReply(report(hex))).toEqual(expected)
  })
})

describe('decodeDataReply', () => {
  it.each([
    { hex: '40 00 55 02 aa bb', engine: 'read-done', data: 'aabb', why: 'complete' },
    { hex: '40 00 54 01 aa', engine: 'read-part', data: 'aa', why: 'more to come' },
    { hex: '40 41 50 7f', engine: 'busy', data: undefined, why: 'not ready' },
    { hex: '40 00 25 7f', engine: 'nack', data: undefined, why: 'error count without error code' },
    { hex: '40 00 55 3d', engine: 'read-done', data: undefined, why: 'more than a report holds' },
  ])('reads $hex ($why)', ({ hex, engine, data }) => {
    const reply = decodeDataReply(report(hex))
    expect({ engine: reply.engine, data: reply.data && formatHex(reply.data) }).toEqual({ engine, data })
  })
})

describe('decodeFlashString', () => {
  it.each([
    { hex: 'b0 00 06 03 30 00 31 00', text: '01', why: 'UTF-16LE' },
    { hex: 'b0 00 04 03 b5 03', text: '\u03b5', why: 'beyond ASCII' },
    { hex: 'b0 00 06 03 30 00 00 00', text: '0', why: 'ends at a NUL' },
    { hex: 'b0 00 02 03', text: null, why: 'empty' },
    { hex: 'b0 01 06 03 30 00 31 00', text: null, why: 'refused' },
    { hex: 'b0 00 06 09 30 00 31 00', text: null, why: 'no string' },
    { hex: 'b0 00 05 03 30 00 31 00', text: null, why: 'odd length' },
    { hex: 'b0 00 ff 03 30 00 31 00', text: null, why: 'longer than a report' },
  ])('reads $hex as $text ($why)', ({ hex, text }) => {
    expect(decodeFlashString(report(hex))).toBe(text)
  })
})

describe('speedDivider', () => {
  it.each([
    { clockHz: 400_000, divider: 28 },
    { clockHz: 100_000, divider: 118 },
    { clockHz: 90_000, divider: 132 },
    { clockHz: 46_875, divider: 254 },
  ])('is $divider for $clockHz Hz', ({ clockHz, divider }) => {
    expect(speedDivider(clockHz)).toBe(divider)
  })

  it('fits a byte and never gives a clock above what was asked, nor one step slower than need be', () => {
    fc.assert(
      fc.property(fc.integer(CLOCK_HZ), (clockHz) => {
        const divider = speedDivider(clockHz)
        expect(divider).toBeLessThan(256)
        expect(12e6 / (divider + 2)).toBeLessThanOrEqual(clockHz)
        expect(12e6 / (divider + 1)).toBeGreaterThan(clockHz)
        expect(dividerClockHz(divider)).toBeLessThanOrEqual(clockHz)
      }),
    )
  })
})
