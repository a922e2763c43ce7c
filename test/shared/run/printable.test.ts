import fc from 'fast-check'
import { expect, it } from 'vitest'
import { printable } from '#shared/run/printable.ts'

it.each([
  ['Hilscher Gesellschaft für Systemautomation mbH', 'Hilscher Gesellschaft für Systemautomation mbH'],
  ['two\nlines', 'two\\u000alines'],
  ['\u001b[31mred', '\\u001b[31mred'],
  ['abc\u202ecba', 'abc\\u202ecba'],
])('makes %j fit for a line', (text, line) => {
  expect(printable(text)).toBe(line)
})

it('leaves nothing that could steer a terminal, and needs no second time', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.nat(0x2100), fc.nat(0x10ffff))), (codes) => {
      const text = String.fromCodePoint(...codes)
      expect(printable(text)).not.toMatch(/[\p{Cc}\u2028-\u202e\u2066-\u2069]/u)
      expect(printable(printable(text))).toBe(printable(text))
    }),
  )
})
