import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { arbitrate } from '#shared/sim/arbitration.ts'

const driver = (byte: number, yields = true) => ({ name: byte.toString(2), byte, yields })
const anyByte = fc.integer({ min: 0, max: 255 })

describe('arbitrate', () => {
  it('leaves the line high when nobody drives', () => {
    expect(arbitrate([])).toEqual({ byte: 0xff, letGoAt: [] })
  })

  it('lets the lower byte win, and names the bit in which the other let go', () => {
    expect(arbitrate([driver(0b1100_0000), driver(0b1010_1111)])).toEqual({ byte: 0b1010_1111, letGoAt: [1, null] })
  })

  it('lets equal bytes win together', () => {
    expect(arbitrate([driver(0x41), driver(0x41)])).toEqual({ byte: 0x41, letGoAt: [null, null] })
  })

  it('carries the AND of those that never let go', () => {
    expect(arbitrate([driver(0x41, false), driver(0x82, false)])).toEqual({ byte: 0x00, letGoAt: [null, null] })
  })

  it('gives the lowest byte, for any drivers that yield', () => {
    fc.assert(
      fc.property(fc.array(anyByte, { minLength: 1, maxLength: 8 }), (bytes) => {
        const { byte, letGoAt } = arbitrate(bytes.map((b) => driver(b)))
        expect(byte).toBe(Math.min(...bytes))
        expect(letGoAt.map((at) => at === null)).toEqual(bytes.map((b) => b === byte))
      }),
    )
  })

  it('gives the AND of everybody, for any drivers that do not', () => {
    fc.assert(
      fc.property(fc.array(anyByte, { maxLength: 8 }), (bytes) => {
        expect(arbitrate(bytes.map((b) => driver(b, false))).byte).toBe(bytes.reduce((and, b) => and & b, 0xff))
      }),
    )
  })
})
