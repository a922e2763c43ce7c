import { describe, expect, it } from 'vitest'
import { parseAddress, parseAddressList, range, reservationOf } from '#shared/i2c/address.ts'

describe('parseAddress', () => {
  it.each([
    { text: '0x64', address: 0x64 },
    { text: '100', address: 100 },
    { text: '0X7F', address: 0x7f },
    { text: '0', address: 0 },
  ])('reads $text as $address', ({ text, address }) => {
    expect(parseAddress(text)).toBe(address)
  })

  it.each([
    { text: '0xc2', message: '"0xc2" is no 7-bit address (0x00-0x7f); as an 8-bit address it would be 0x61' },
    { text: '0x100', message: '"0x100" is no 7-bit address (0x00-0x7f)' },
    { text: '64h', message: '"64h" is no address: expected hex with 0x, or decimal' },
    { text: '', message: '"" is no address: expected hex with 0x, or decimal' },
    { text: '-1', message: '"-1" is no address: expected hex with 0x, or decimal' },
  ])('refuses "$text"', ({ text, message }) => {
    expect(() => parseAddress(text)).toThrow(new SyntaxError(message))
  })
})

describe('parseAddressList', () => {
  it('reads ranges and single addresses, each once, in the order written', () => {
    expect(parseAddressList('0x20, 0x11-0x13,0x12,17')).toEqual([0x20, 0x11, 0x12, 0x13])
  })

  it.each([
    { text: '0x20-0x10', message: '"0x20-0x10" runs backwards' },
    { text: '0x10-0x11-0x12', message: '"0x10-0x11-0x12" is no range: expected FIRST-LAST' },
    { text: '0x10,,0x11', message: '"" is no address: expected hex with 0x, or decimal' },
  ])('refuses "$text"', ({ text, message }) => {
    expect(() => parseAddressList(text)).toThrow(new SyntaxError(message))
  })
})

describe('reservationOf', () => {
  it('reserves hard exactly what must never be given out', () => {
    const hard = range(0, 0x7f).filter((address) => reservationOf(address)?.kind === 'hard')
    expect(hard).toEqual([...range(0x00, 0x0f), 0x28, 0x37, 0x61, ...range(0x78, 0x7f)])
  })

  it('reserves soft what a pool must name', () => {
    const soft = range(0, 0x7f).filter((address) => reservationOf(address)?.kind === 'soft')
    expect(soft).toEqual([0x10, 0x2c, 0x2d, ...range(0x40, 0x44), ...range(0x48, 0x4b), 0x69])
  })
})
