import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  decodeCommand,
  decodeUdidBlock,
  directedGetUdid,
  directedReset,
  encodeAssignment,
} from '#shared/arp/commands.ts'
import { formatUdid } from '#shared/arp/udid.ts'
import { formatHex } from '#shared/i2c/hex.ts'
import { UDID } from '../../vectors/arp-frames.ts'

const anyUdid = fc.uint8Array({ minLength: 16, maxLength: 16 }).map(formatUdid)
const anyArpAddress = fc.integer({ min: 0x10, max: 0x77 })

describe('command codes', () => {
  it.each([
    { code: 0x01, command: { name: 'prepare' } },
    { code: 0x02, command: { name: 'reset' } },
    { code: 0x03, command: { name: 'get-udid' } },
    { code: 0x04, command: { name: 'assign' } },
    { code: 0x00, command: { name: 'reserved' } },
    { code: 0x05, command: { name: 'reserved' } },
    { code: 0x1f, command: { name: 'reserved' } },
    { code: 0x20, command: { name: 'reset-directed', address: 0x10 } },
    { code: 0x21, command: { name: 'get-udid-directed', address: 0x10 } },
    { code: 0xc8, command: { name: 'reset-directed', address: 0x64 } },
    { code: 0xf0, command: { name: 'reserved' } },
  ])('decodes $code as $command.name', ({ code, command }) => {
    expect(decodeCommand(code)).toEqual(command)
  })

  it('encodes directed commands so that decoding gives them back', () => {
    fc.assert(
      fc.property(anyArpAddress, (address) => {
        expect(decodeCommand(directedGetUdid(address))).toEqual({ name: 'get-udid-directed', address })
        expect(decodeCommand(directedReset(address))).toEqual({ name: 'reset-directed', address })
      }),
    )
  })

  it.each([0x0f, 0x01, 0x78])('refuses to direct a command at %i, whose code means something else', (address) => {
    expect(() => directedGetUdid(address)).toThrow(RangeError)
    expect(() => directedReset(address)).toThrow(RangeError)
  })
})

describe('the UDID block', () => {
  it('of an Assign carries the address in the upper seven bits, bit 0 clear', () => {
    expect(formatHex(encodeAssignment(UDID.i217Strap1, 0x10))).toBe(`${UDID.i217Strap1}20`)
  })

  it('comes back from decoding as it was encoded', () => {
    fc.assert(
      fc.property(anyUdid, anyArpAddress, (udid, address) => {
        expect(decodeUdidBlock(encodeAssignment(udid, address))).toEqual({ udid, addressByte: address << 1 })
      }),
    )
  })

  it('is refused unless it has 17 bytes', () => {
    expect(() => decodeUdidBlock(new Uint8Array(16))).toThrow(RangeError)
  })
})
