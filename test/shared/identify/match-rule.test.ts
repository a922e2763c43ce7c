import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeUdid, formatUdid, type UdidFields } from '#shared/arp/udid.ts'
import { ANY_ID, ANY_NUMBER, matchesRule, saidOf, type MatchRule } from '#shared/identify/match-rule.ts'
import { I217 } from '../../support/example-run.ts'

const nic = decodeUdid(I217)

/** The example's UDID with another Interface word. */
const speaking = (interfaceWord: number): UdidFields => ({ ...nic, interface: interfaceWord })

const anyFields = fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => decodeUdid(formatUdid(bytes)))

const FIELDS = [
  'vendor',
  'device',
  'interface',
  'subsystemVendor',
  'subsystemDevice',
  'vendorSpecificId',
] as const satisfies readonly (keyof MatchRule)[]

describe('matchesRule', () => {
  it('lets a wildcard match whatever there is, as does a field left out', () => {
    const wildcards: MatchRule = {
      vendor: ANY_ID,
      device: ANY_ID,
      interface: ANY_ID,
      subsystemVendor: ANY_ID,
      subsystemDevice: ANY_ID,
      vendorSpecificId: ANY_NUMBER,
      says: 'anything',
    }
    fc.assert(
      fc.property(anyFields, (fields) => {
        expect([matchesRule(wildcards, fields), matchesRule({ says: 'anything' }, fields)]).toEqual([true, true])
      }),
    )
  })

  it('wants every field it names to be as it says', () => {
    fc.assert(
      fc.property(anyFields, fc.constantFrom(...FIELDS), (fields, field) => {
        const rule: MatchRule = { ...fields, says: 'this one' }
        expect(matchesRule(rule, fields)).toBe(true)
        expect(matchesRule({ ...rule, [field]: fields[field] ^ 0x10 }, fields)).toBe(false)
      }),
    )
  })

  it.each([
    [0x0024, 0x0024, true, 'the same'],
    [0x0024, 0x0027, true, 'a later SMBus version'],
    [0x0027, 0x0024, false, 'an earlier SMBus version'],
    [0x0024, 0x0064, false, 'one protocol more'],
    [0x0064, 0x0024, false, 'one protocol less'],
    [0x0024, 0x0124, true, 'reserved bits'],
  ])('holds Interface %i against %i: %s (%s)', (wanted, actual, matches) => {
    expect(matchesRule({ interface: wanted, says: '' }, speaking(actual))).toBe(matches)
  })
})

describe('saidOf', () => {
  it('keeps the order of the rules and says nothing twice', () => {
    const rules = [
      { vendor: 0x8086, says: 'Intel' },
      { vendor: 0x10de, says: 'NVIDIA' },
      { device: 0x10d4, says: 'I217' },
      { vendor: 0x8086, device: 0x10d4, says: 'Intel' },
    ]
    expect(saidOf(nic, rules)).toEqual(['Intel', 'I217'])
  })
})
