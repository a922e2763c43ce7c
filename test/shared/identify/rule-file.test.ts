import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseRuleFile } from '#shared/identify/rule-file.ts'

const file = (...rules: object[]): string => JSON.stringify({ schema_version: '1.0', rules })

function refusal(text: string): string {
  try {
    parseRuleFile(text)
  } catch (error) {
    expect(error).toBeInstanceOf(SyntaxError)
    return (error as SyntaxError).message
  }
  return 'no refusal'
}

describe('parseRuleFile', () => {
  it('reads rules with the keys of a Run', () => {
    const text = file(
      { vendor: '0x8086', device: '0x10D4', interface: '0x0024', says: 'NIC of riser B' },
      { subsystem_vendor: '0x18f4', subsystem_device: '0x215', vendor_specific_id: '0xffffffff', says: 'capture' },
    )
    expect(parseRuleFile(text)).toEqual([
      { vendor: 0x8086, device: 0x10d4, interface: 0x24, says: 'NIC of riser B' },
      { subsystemVendor: 0x18f4, subsystemDevice: 0x215, vendorSpecificId: 0xffffffff, says: 'capture' },
    ])
  })

  it.each([
    ['{"rules": [}', 'line 1, column 12: found "}", expected a value or "]"'],
    ['{"rules": []}', '$.schema_version is missing, expected a string'],
    ['{"schema_version": "2.0", "rules": []}', '$.schema_version is "2.0", expected a version 1.x'],
    [file({ vendor: '8086', says: 'x' }), '$.rules[0].vendor is "8086", expected a 16-bit number such as "0x8086"'],
    [
      file({ vendor: '0x18086', says: 'x' }),
      '$.rules[0].vendor is "0x18086", expected a 16-bit number such as "0x8086"',
    ],
    [file({ vendor: '0x8086' }), '$.rules[0].says is missing, expected a string'],
    [file({ says: 'a\u0007' }), '$.rules[0].says is "a\\u0007", expected a statement on one line'],
    [
      file({ vendr: '0x8086', says: 'x' }),
      '$.rules[0] has the unknown key "vendr", expected one of vendor, device, interface, subsystem_vendor, ' +
        'subsystem_device, vendor_specific_id, says',
    ],
  ])('refuses %s', (text, message) => {
    expect(refusal(text)).toBe(message)
  })

  it('refuses any other text in one line', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(refusal(text)).toMatch(/^[^\n\r]+$/)
      }),
    )
  })
})
