import { describe, expect, it } from 'vitest'
import { didYouMean } from '#shared/adapters/near-name.ts'
import { formatSelector, parseSelector } from '#shared/adapters/selector.ts'

describe('parseSelector', () => {
  it.each([
    ['sim:pcie-card', { kind: 'sim', scenario: { builtIn: 'pcie-card' }, chip: 'mcp2221' }],
    ['sim:pcie-card@ideal', { kind: 'sim', scenario: { builtIn: 'pcie-card' }, chip: 'ideal' }],
    ['sim:pcie-card@ch341', { kind: 'sim', scenario: { builtIn: 'pcie-card' }, chip: 'ch341' }],
    ['sim:cards/mine.json', { kind: 'sim', scenario: { path: 'cards/mine.json' }, chip: 'mcp2221' }],
    ['sim:bench-3.arpeggio', { kind: 'sim', scenario: { path: 'bench-3.arpeggio' }, chip: 'mcp2221' }],
    ['sim:cards/mine.json@ideal', { kind: 'sim', scenario: { path: 'cards/mine.json' }, chip: 'ideal' }],
    ['sim:C:\\ana@work\\mine.json', { kind: 'sim', scenario: { path: 'C:\\ana@work\\mine.json' }, chip: 'mcp2221' }],
    ['sim:/home/a@b/mine.json', { kind: 'sim', scenario: { path: '/home/a@b/mine.json' }, chip: 'mcp2221' }],
    ['mcp2221', { kind: 'mcp2221', serial: null }],
    ['mcp2221:0002137841', { kind: 'mcp2221', serial: '0002137841' }],
    ['mcp2221:\\\\?\\hid#vid_04d8&pid_00dd', { kind: 'mcp2221', serial: '\\\\?\\hid#vid_04d8&pid_00dd' }],
    ['ch341', { kind: 'ch341', portPath: null }],
    ['ch341:1-2.3', { kind: 'ch341', portPath: '1-2.3' }],
    ['i2c-dev:7', { kind: 'i2c-dev', bus: 7 }],
  ])('reads %s', (text, selector) => {
    expect(parseSelector(text)).toEqual(selector)
  })

  it.each([
    [
      'mpc2221',
      'no adapter is called "mpc2221" (did you mean "mcp2221"?): expected sim:NAME, sim:PATH.json, sim:PATH.arpeggio, mcp2221[:SERIAL], ch341[:PORTPATH] or i2c-dev:N',
    ],
    [
      '',
      'no adapter is called "": expected sim:NAME, sim:PATH.json, sim:PATH.arpeggio, mcp2221[:SERIAL], ch341[:PORTPATH] or i2c-dev:N',
    ],
    ['sim', '"sim" names no scenario: expected sim:NAME or sim:PATH.json; "arpeggio sim list" shows the names'],
    [
      'sim:@ideal',
      '"sim:@ideal" names no scenario: expected sim:NAME or sim:PATH.json; "arpeggio sim list" shows the names',
    ],
    [
      'sim:single@idael',
      'no simulated adapter is called "@idael" (did you mean "ideal"?): expected @mcp2221, @ch341, @ideal',
    ],
    ['mcp2221:', '"mcp2221:" ends after the colon: expected a serial number, or no colon'],
    ['ch341:2', '"ch341:2" names no USB port: expected a port path such as ch341:1-2.3'],
    ['i2c-dev', '"i2c-dev" names no kernel bus: expected i2c-dev:N, for /dev/i2c-N'],
    ['i2c-dev:/dev/i2c-1', '"i2c-dev:/dev/i2c-1" names no kernel bus: expected i2c-dev:N, for /dev/i2c-N'],
  ])('refuses %j and says what is possible', (text, message) => {
    expect(() => parseSelector(text)).toThrow(new SyntaxError(message))
  })
})

describe('formatSelector', () => {
  it.each([
    ['sim:pcie-card', 'sim:pcie-card@mcp2221'],
    ['sim:a.json@ideal', 'sim:a.json@ideal'],
    ['mcp2221', 'mcp2221'],
    ['mcp2221:A1', 'mcp2221:A1'],
    ['ch341:1-2', 'ch341:1-2'],
    ['i2c-dev:07', 'i2c-dev:7'],
  ])('spells %s as %s, which reads the same', (text, canonical) => {
    expect(formatSelector(parseSelector(text))).toBe(canonical)
    expect(parseSelector(canonical)).toEqual(parseSelector(text))
  })
})

describe('didYouMean', () => {
  const names = ['empty', 'single', 'pcie-card', 'hot-plug']
  it.each([
    ['pci-card', ' (did you mean "pcie-card"?)'],
    ['PCIE-CARD', ' (did you mean "pcie-card"?)'],
    ['signle', ' (did you mean "single"?)'],
    ['hot', ' (did you mean "hot-plug"?)'],
    ['ho', ''],
    ['nonsense', ''],
  ])('answers %j with %j', (typed, hint) => {
    expect(didYouMean(typed, names)).toBe(hint)
  })
})
