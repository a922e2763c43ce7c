import { describe, expect, it } from 'vitest'
import type { LineLevels } from '#shared/i2c/bus.ts'
import { reservationOf } from '#shared/i2c/address.ts'
import { SELF_TEST_ADDRESSES, describeStuckLines } from '#shared/i2c/self-test.ts'

describe('the self-test', () => {
  it('reads two addresses that I2C reserves, and none where parts listen to special codes', () => {
    expect(SELF_TEST_ADDRESSES).toEqual([0x7d, 0x7f])
    expect(SELF_TEST_ADDRESSES.map((address) => reservationOf(address)?.kind)).toEqual(['hard', 'hard'])
  })
})

describe('describeStuckLines', () => {
  it.each<{ levels: LineLevels; words: string | undefined }>([
    { levels: { scl: 'high', sda: 'high' }, words: undefined },
    { levels: { scl: 'unknown', sda: 'unknown' }, words: undefined },
    { levels: { scl: 'unknown', sda: 'high' }, words: undefined },
    { levels: { scl: 'low', sda: 'low' }, words: 'SCL and SDA are both low: first of all, the bus has no pull-ups' },
    { levels: { scl: 'low', sda: 'high' }, words: 'SCL is held low' },
    { levels: { scl: 'high', sda: 'low' }, words: 'SDA is held low' },
    { levels: { scl: 'unknown', sda: 'low' }, words: 'SDA is held low' },
  ])('of SCL $levels.scl and SDA $levels.sda says: $words', ({ levels, words }) => {
    const said = describeStuckLines(levels)
    expect(said?.slice(0, words?.length)).toBe(words)
  })
})
