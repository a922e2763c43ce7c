import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeUdid, encodeUdid, formatUdid, hasUnitNumber, lintUdid, parseUdid, udidBytes } from '#shared/arp/udid.ts'
import { UDID } from '../../vectors/arp-frames.ts'

describe('decodeUdid', () => {
  it('takes the I217 apart, most significant byte first', () => {
    expect(decodeUdid(UDID.i217Strap0)).toEqual({
      udid: UDID.i217Strap0,
      capabilities: 0x41,
      addressType: 'persistent',
      pecSupported: true,
      version: 0x08,
      udidVersion: 1,
      siliconRevision: 0,
      vendor: 0x8086,
      device: 0x10d4,
      interface: 0x0004,
      smbusVersion: '2.0',
      interfaceFlags: [],
      subsystemVendor: 0,
      subsystemDevice: 0,
      vendorSpecificId: 0x44332210,
    })
  })

  it.each([
    {
      udid: UDID.nt400d11,
      addressType: 'volatile',
      smbusVersion: '3.0',
      interfaceFlags: ['asf'],
      subsystemVendor: 0x18f4,
    },
    { udid: UDID.alveo, addressType: 'fixed', smbusVersion: '3.2', interfaceFlags: ['asf'], subsystemVendor: 0x10ee },
    { udid: UDID.avedSample, addressType: 'persistent', pecSupported: false, siliconRevision: 7, smbusVersion: '3.2' },
    { udid: `c1${UDID.badge.slice(2)}`, addressType: 'random', pecSupported: true },
  ])('reads $udid as $addressType', ({ udid, ...expected }) => {
    expect(decodeUdid(udid)).toMatchObject(expected)
  })

  it('is undone by encodeUdid for any 16 bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (bytes) => {
        const udid = formatUdid(bytes)
        expect(encodeUdid(decodeUdid(udid))).toBe(udid)
        expect(udidBytes(udid)).toEqual(bytes)
      }),
    )
  })
})

describe('lintUdid', () => {
  it.each([UDID.i217Strap0, UDID.i210, UDID.nt400d11, UDID.alveo, UDID.kernelIntended])('finds %s sound', (udid) => {
    expect(lintUdid(decodeUdid(udid))).toEqual([])
  })

  it.each([
    { udid: UDID.openTitan, oddities: ['UDID version is 0', 'reserved bits 15:8 of Interface'] },
    { udid: UDID.kernelSwapped, oddities: ['reserved bits 15:8 of Interface', 'SMBus 1.0, which had no ARP'] },
    { udid: UDID.badge, oddities: ['UDID version is 0'] },
    { udid: `7e${UDID.i210.slice(2)}`, oddities: ['reserved bits 5:1 of Device Capabilities'] },
    {
      udid: '41c8808610d400020000000144332210',
      oddities: ['reserved bits 7:6', 'SMBus version unknown (0x2)', 'Subsystem'],
    },
  ])('names what is odd about $udid', ({ udid, oddities }) => {
    const found = lintUdid(decodeUdid(udid))
    expect(found).toHaveLength(oddities.length)
    oddities.forEach((oddity, i) => {
      expect(found[i]).toContain(oddity)
    })
  })
})

describe('hasUnitNumber', () => {
  it.each([
    { tail: '00000000', expected: false },
    { tail: 'ffffffff', expected: false },
    { tail: '00000001', expected: true },
  ])('is $expected for a vendor-specific ID of $tail', ({ tail, expected }) => {
    expect(hasUnitNumber(decodeUdid(UDID.i210.slice(0, 24) + tail))).toBe(expected)
  })
})

describe('parseUdid', () => {
  it.each([
    '41 08 80 86 10 D4 00 04 00 00 00 00 44 33 22 10',
    '0x4108808610D400040000000044332210',
    '41088086-10d40004-00000000-44332210',
  ])('takes %s', (text) => {
    expect(parseUdid(text)).toBe(UDID.i217Strap0)
  })

  it.each([
    { text: '4108', message: 'a UDID is 32 hex digits (16 bytes), found 4 digits' },
    { text: 'zz08', message: 'expected hex digits, found "z"' },
    { text: '', message: 'a UDID is 32 hex digits (16 bytes), found 0 digits' },
  ])('refuses "$text": $message', ({ text, message }) => {
    expect(() => parseUdid(text)).toThrow(new SyntaxError(message))
  })
})
