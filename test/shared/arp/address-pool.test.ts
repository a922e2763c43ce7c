import { describe, expect, it } from 'vitest'
import { AddressPool, CARD_POOL, WIDE_POOL, parsePool } from '#shared/arp/address-pool.ts'
import { UDID } from '../../vectors/arp-frames.ts'

describe('the presets', () => {
  it('card is the conservative pool of 26 board addresses', () => {
    expect(CARD_POOL).toHaveLength(26)
    expect(CARD_POOL.map((a) => a.toString(16)).join(' ')).toBe(
      '11 12 13 14 15 16 17 20 21 22 23 38 39 3a 3b 45 46 47 4c 60 62 63 64 65 66 67',
    )
  })

  it('wide is every address without a reservation, 88 of them', () => {
    expect(WIDE_POOL).toHaveLength(88)
    expect(WIDE_POOL).not.toContain(0x37)
    expect(WIDE_POOL).toContain(0x15)
  })
})

describe('parsePool', () => {
  it('takes soft-reserved addresses that are listed', () => {
    expect(parsePool('0x48,0x69')).toEqual([0x48, 0x69])
  })

  it.each([
    { text: '0x11,0x61', message: "0x61 can't be in a pool: SMBus Device Default Address" },
    { text: '0x37', message: "0x37 can't be in a pool: PMBus ZONE WRITE, ACCESS.bus default" },
    { text: '8', message: "0x08 can't be in a pool: SMBus host" },
  ])('refuses $text', ({ text, message }) => {
    expect(() => parsePool(text)).toThrow(new SyntaxError(message))
  })
})

describe('AddressPool', () => {
  it('gives the first free address and says why the others were passed over', () => {
    const pool = new AddressPool([0x11, 0x12, 0x13, 0x14], [0x12])
    pool.take(0x11, 'something answers there')
    expect(pool.next(UDID.i210)).toEqual({
      address: 0x13,
      why: 'next free in the pool',
      refused: [
        { address: 0x11, why: 'something answers there' },
        { address: 0x12, why: 'reserved by you' },
      ],
    })
  })

  it('gives the preferred address first, where the pool has it', () => {
    const preferred = new Map([
      [UDID.i210, 0x14],
      [UDID.alveo, 0x50],
    ])
    const pool = new AddressPool([0x11, 0x14], [], preferred)
    expect(pool.next(UDID.i210).address).toBe(0x14)
    expect(pool.next(UDID.alveo)).toEqual({
      address: 0x11,
      why: 'next free in the pool',
      refused: [{ address: 0x50, why: 'not in the pool' }],
    })
  })

  it('gives an address that another device prefers only when no other is left', () => {
    const pool = new AddressPool([0x11, 0x12], [], new Map([[UDID.i210, 0x11]]))
    expect(pool.next(UDID.alveo)).toMatchObject({ address: 0x12, why: 'next free in the pool' })
    pool.take(0x12, 'given to device 0')
    expect(pool.next(UDID.alveo)).toMatchObject({ address: 0x11, why: 'free, though another UDID prefers it' })
  })

  it('says so when it is exhausted', () => {
    const pool = new AddressPool([0x11], [0x11])
    expect(pool.next(UDID.i210)).toMatchObject({ address: undefined, why: 'the pool is exhausted' })
  })

  it('gives a departed device its address again before others', () => {
    const pool = new AddressPool([0x11, 0x12], [])
    pool.take(0x12, 'given to device 1')
    pool.release(0x12, UDID.i210)
    expect(pool.next(UDID.i210).address).toBe(0x12)
    expect(pool.next(UDID.alveo).address).toBe(0x11)
  })
})
