import { describe, expect, it } from 'vitest'
import {
  decodeDrivePins,
  decodePins,
  encodeDrivePins,
  encodeReadPins,
  encodeSpeed,
  encodeStop,
  isAck,
  speedFor,
} from '#shared/adapters/ch341/codec.ts'
import { formatHex } from '#shared/i2c/hex.ts'

describe('packets that are no transaction', () => {
  it.each([
    { what: 'the speed of 100 kHz', packet: encodeSpeed(1), hex: 'aa6100' },
    { what: 'the speed of 20 kHz', packet: encodeSpeed(0), hex: 'aa6000' },
    { what: 'a STOP', packet: encodeStop(), hex: 'aa7500' },
    { what: 'the question for the pins', packet: encodeReadPins(), hex: 'a0' },
    { what: 'both pins let go', packet: encodeDrivePins({ scl: true, sda: true }), hex: 'a16a100000000' + '00f000000' },
    { what: 'SCL low', packet: encodeDrivePins({ scl: false, sda: true }), hex: 'a16a10000000000b000000' },
    { what: 'SDA low', packet: encodeDrivePins({ scl: true, sda: false }), hex: 'a16a100000000007000000' },
  ])('$what is $hex', ({ packet, hex }) => {
    expect(formatHex(packet)).toBe(hex)
  })
})

describe('speeds', () => {
  it.each([
    { asked: 20_000, clockHz: 20_000, code: 0 },
    { asked: 99_999, clockHz: 20_000, code: 0 },
    { asked: 100_000, clockHz: 100_000, code: 1 },
    { asked: 399_999, clockHz: 100_000, code: 1 },
    { asked: 400_000, clockHz: 400_000, code: 2 },
  ])('$asked Hz comes to $clockHz Hz', ({ asked, clockHz, code }) => {
    expect(speedFor(asked)).toEqual({ clockHz, code })
  })

  it.each([10_000, 19_999, 400_001, 750_000, Number.NaN])('has none for %s Hz', (asked) => {
    expect(speedFor(asked)).toBeUndefined()
  })
})

describe('answers', () => {
  it.each([
    { status: 0x6f, acked: true },
    { status: 0x00, acked: true },
    { status: 0xef, acked: false },
    { status: 0x80, acked: false },
  ])('status $status is an ACK: $acked', ({ status, acked }) => {
    expect(isAck(status)).toBe(acked)
  })

  it.each([
    { third: 0xc0, pins: { scl: true, sda: true } },
    { third: 0x40, pins: { scl: true, sda: false } },
    { third: 0xbf, pins: { scl: false, sda: true } },
  ])('third byte $third shows the pins', ({ third, pins }) => {
    expect(decodePins(Uint8Array.of(0xff, 0xff, third, 0, 0, 0))).toEqual(pins)
  })

  it('drives what it decodes', () => {
    for (const scl of [true, false])
      for (const sda of [true, false]) expect(decodeDrivePins(encodeDrivePins({ scl, sda }))).toEqual({ scl, sda })
    expect(decodeDrivePins(Uint8Array.of(0xa1, 0x6a, 0x0f, 0, 0, 0, 0, 0x0f, 0, 0, 0))).toBeUndefined()
    expect(decodeDrivePins(new Uint8Array())).toBeUndefined()
  })
})
