import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseJson } from '#shared/run/json-syntax.ts'

describe('parseJson', () => {
  it('reads any JSON', () => {
    fc.assert(
      fc.property(fc.json(), fc.constantFrom(0, 2), (text, indent) => {
        const value: unknown = JSON.parse(text)
        expect(parseJson(JSON.stringify(value, null, indent))).toEqual(value)
      }),
    )
  })

  it.each([
    ['', 'line 1, column 1: found the end of the text, expected a value'],
    ['run', 'line 1, column 1: found "run", expected a value'],
    ['{', 'line 1, column 2: found the end of the text, expected a key in double quotes or "}"'],
    ['{"a": 1,}', 'line 1, column 9: found "}", expected a key in double quotes'],
    ["{'a': 1}", `line 1, column 2: found "'", expected a key in double quotes or "}"`],
    ['{"a" 1}', 'line 1, column 6: found "1", expected ":"'],
    ['{\n  "a": ]\n}', 'line 2, column 8: found "]", expected a value'],
    ['{\r\n  "a": 1\r\n  "b": 2\r\n}', 'line 3, column 3: found "\\"b\\"", expected "," or "}"'],
    ['[1, 2', 'line 1, column 6: found the end of the text, expected "," or "]"'],
    ['[1, 2}', 'line 1, column 6: found "}", expected "," or "]"'],
    ['[,]', 'line 1, column 2: found ",", expected a value or "]"'],
    ['{} {}', 'line 1, column 4: found "{", expected nothing more'],
    ['[01]', 'line 1, column 3: found "1", expected "," or "]"'],
    ['["a\tb"]', 'line 1, column 2: found "\\"a\\tb\\"", expected a value or "]"'],
    ['[NaN]', 'line 1, column 2: found "NaN", expected a value or "]"'],
  ])('names the place in %j', (text, message) => {
    expect(() => parseJson(text)).toThrow(new SyntaxError(message))
  })

  it('finds a fault wherever JSON.parse does', () => {
    const anyDamaged = fc.tuple(fc.json(), fc.nat(), fc.constantFrom('', '"', '\\', ',', ':', '{', ']', '-', '0', '\n'))
    fc.assert(
      fc.property(anyDamaged, ([text, at, wedge]) => {
        const offset = at % (text.length + 1)
        const damaged = text.slice(0, offset) + wedge + text.slice(offset + 1)
        expect(messageOf(() => parseJson(damaged)) === undefined).toBe(
          messageOf(() => JSON.parse(damaged)) === undefined,
        )
        expect(messageOf(() => parseJson(damaged)) ?? 'line 1, column 1: found').toMatch(/^line \d+, column \d+: found/)
      }),
    )
  })

  it('copes with long texts', () => {
    const text = `["${'x'.repeat(2_000_000)}", ${'['.repeat(10_000)}`
    expect(() => parseJson(text)).toThrow(/^line 1, column 2010006: found the end of the text/)
  })
})

function messageOf(act: () => unknown): string | undefined {
  try {
    act()
    return undefined
  } catch (error) {
    return (error as Error).message
  }
}
