import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseHex } from '#shared/i2c/hex.ts'
import { pec } from '#shared/smbus/pec.ts'
import { SHORT_FRAMES, UDID_FRAMES } from '../../vectors/arp-frames.ts'

describe('pec', () => {
  it('has the check value of CRC-8/SMBUS', () => {
    expect(pec(new TextEncoder().encode('123456789'))).toBe(0xf4)
  })

  it.each(SHORT_FRAMES)('of $name is $pec', ({ bytes, pec: expected }) => {
    expect(pec(parseHex(bytes))).toBe(expected)
  })

  it.each(UDID_FRAMES)('of every frame with UDID $udid is as published', (frame) => {
    expect({
      replyNoAddress: pec(parseHex(`c203c311${frame.udid}ff`)),
      replyAt64: pec(parseHex(`c203c311${frame.udid}c9`)),
      assign10Even: pec(parseHex(`c20411${frame.udid}20`)),
      assign10Odd: pec(parseHex(`c20411${frame.udid}21`)),
      directedAt10: pec(parseHex(`c221c311${frame.udid}21`)),
    }).toEqual({ ...frame, udid: undefined })
  })

  it('of a frame with its PEC appended is 0, and of one with any single bit flipped is not', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 40 }), fc.nat(), (bytes, position) => {
        const frame = Uint8Array.of(...bytes, pec(bytes))
        expect(pec(frame)).toBe(0)
        const bit = position % (frame.length * 8)
        frame[bit >> 3] = (frame[bit >> 3] ?? 0) ^ (1 << (bit & 7))
        expect(pec(frame)).not.toBe(0)
      }),
    )
  })
})
