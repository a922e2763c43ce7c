import { describe, expect, it } from 'vitest'
import { parseScenario } from '#shared/sim/scenario.ts'

const UDID = '410880868086000400000000443322ff'

const parse = (parts: object) => parseScenario(JSON.stringify({ schema_version: '1.0', name: 'n', ...parts }))
const parseDevice = (device: object) => parse({ devices: [device] })
const arp = (parts: object) => ({ kind: 'arp', udid: UDID, ...parts })

describe('parseScenario', () => {
  it('fills in every default', () => {
    expect(parse({})).toEqual({
      schema_version: '1.0',
      name: 'n',
      description: '',
      clock_hz: 100_000,
      devices: [],
      lines: { sda_held: false, scl_held: false, freed_after_clocks: null },
      adapter: { quirks: [] },
    })
    expect(parseDevice(arp({})).devices).toEqual([
      {
        kind: 'arp',
        udid: UDID,
        address: null,
        behaviour: 'compliant',
        faults: [],
        address_valid: false,
        address_resolved: false,
        joins_after_ms: 0,
        leaves_after_ms: null,
      },
    ])
    expect(parseDevice({ kind: 'eeprom', address: 80 }).devices).toEqual([
      { kind: 'eeprom', address: 0x50, size: 256, contents: new Uint8Array() },
    ])
  })

  it('takes the example of the format', () => {
    const faults = [{ on: 'get-udid', do: 'bad-pec', times: 1 }]
    const flags = { address_valid: true, address_resolved: false, joins_after_ms: 0, leaves_after_ms: null }
    const scenario = parse({
      description: 'd',
      clock_hz: 100_000,
      devices: [
        arp({ address: '0x64', behaviour: 'compliant', faults, ...flags }),
        { kind: 'eeprom', address: '0x50', size: 256, contents: '01 00' },
        { kind: 'temperature-sensor', address: '0x48', celsius: 41.5 },
        { kind: 'register-file', address: '0x61' },
        { kind: 'controller', at_ms: 40, sends: 'prepare' },
      ],
      lines: { sda_held: false, scl_held: false, freed_after_clocks: null },
      adapter: { quirks: ['acks-everything'] },
    })
    expect(scenario.devices[0]).toMatchObject({ address: 0x64, faults })
    expect(scenario.devices[1]).toMatchObject({ contents: Uint8Array.of(1, 0) })
  })

  it.each(['0x64', '100', 100])('reads address %o', (address) => {
    expect(parseDevice(arp({ address })).devices).toMatchObject([{ address: 0x64, address_valid: true }])
  })

  it('takes a UDID in upper case', () => {
    expect(parseDevice(arp({ udid: UDID.toUpperCase() })).devices).toMatchObject([{ udid: UDID }])
  })

  it.each([
    ['{"schema_version": "1.0",\n "name" "x"}', 'line 2, column 9: found "\\"x\\"", expected ":"'],
    ['{"name": "x"', 'line 1, column 13: found the end of the text, expected'],
    ['', 'line 1, column 1: found the end of the text, expected a value'],
  ])('names line and column of a syntax error: %o', (text, message) => {
    expect(() => parseScenario(text)).toThrow(message)
    expect(() => parseScenario(text)).toThrow(SyntaxError)
  })

  it.each([
    ['[]', 'the file: found an array, expected an object'],
    ['{"name": "n"}', 'schema_version: found nothing, expected text'],
    ['{"schema_version": "2.0", "name": "n"}', 'schema_version: found "2.0", expected a version 1.x'],
    ['{"schema_version": "1.0", "name": ""}', 'name: found "", expected some text'],
  ])('names the place in a document that is none: %s', (text, message) => {
    expect(() => parseScenario(text)).toThrow(new SyntaxError(message))
  })

  it.each([
    [
      { colour: 'red' },
      'colour: found an unknown key, expected one of schema_version, name, description, clock_hz, devices, lines, adapter',
    ],
    [{ clock_hz: 1_000_000 }, 'clock_hz: found 1000000, expected at most 400000'],
    [{ clock_hz: 1000 }, 'clock_hz: found 1000, expected at least 10000'],
    [{ clock_hz: 100_000.5 }, 'clock_hz: found 100000.5, expected a whole number'],
    [{ devices: {} }, 'devices: found an object, expected an array'],
    [
      { lines: { sda: true } },
      'lines.sda: found an unknown key, expected one of sda_held, scl_held, freed_after_clocks',
    ],
    [{ lines: { sda_held: 1 } }, 'lines.sda_held: found 1, expected true or false'],
    [
      { adapter: { quirks: ['slow'] } },
      'adapter.quirks[0]: found "slow", expected one of "acks-everything", "data-nack-stop", "data-nack-timeout", ' +
        '"status-one-per-packet", "late-reply", "silent", "garbage", "first-cancel-wedges"',
    ],
  ])('names the JSON path, what was found and what was expected: %o', (parts, message) => {
    expect(() => parse(parts)).toThrow(new SyntaxError(message))
  })

  const triggers = 'one of "prepare", "reset", "get-udid", "get-udid-directed", "assign", "address", "any"'
  it.each([
    [
      { kind: 'gpu' },
      'kind: found "gpu", expected one of "arp", "eeprom", "temperature-sensor", "register-file", "controller"',
    ],
    [{}, 'kind: found nothing, expected one of "arp", "eeprom", "temperature-sensor", "register-file", "controller"'],
    [{ kind: 'arp' }, 'udid: found nothing, expected text'],
    [arp({ udid: '4108' }), 'udid: found "4108", expected 32 hex digits'],
    [arp({ udid: 'z'.repeat(50) }), `udid: found "${'z'.repeat(39)}…, expected 32 hex digits`],
    [arp({ address: '0x80' }), 'address: found "0x80", expected a 7-bit address, "0x00" to "0x7f"'],
    [arp({ address: '64h' }), 'address: found "64h", expected a 7-bit address, "0x00" to "0x7f"'],
    [arp({ address: 1.5 }), 'address: found 1.5, expected a 7-bit address, "0x00" to "0x7f"'],
    [arp({ address: true }), 'address: found true, expected a 7-bit address, "0x00" to "0x7f"'],
    [arp({ address_valid: true }), 'address: found nothing, expected an address where address_valid is true'],
    [arp({ address_resolved: true }), 'address_resolved: found true, expected false where no address is valid'],
    [
      arp({ behaviour: 'fixed-not-discoverable' }),
      'address: found nothing, expected a valid address: the device is fixed',
    ],
    [arp({ joins_after_ms: 5, leaves_after_ms: 5 }), 'leaves_after_ms: found 5, expected more than joins_after_ms (5)'],
    [arp({ joins_after_ms: -1 }), 'joins_after_ms: found -1, expected at least 0'],
    [arp({ faults: [{ on: 'get', do: 'ignore' }] }), `faults[0].on: found "get", expected ${triggers}`],
    [arp({ faults: [{ on: 'any', do: 'stretch' }] }), 'faults[0].ms: found nothing, expected a number'],
    [arp({ faults: [{ on: 'any', do: 'nack-at' }] }), 'faults[0].index: found nothing, expected a number'],
    [
      arp({ faults: [{ on: 'any', do: 'ignore', index: 1 }] }),
      'faults[0].index: found an unknown key, expected one of on, times, do',
    ],
    [arp({ faults: [{ on: 'any', do: 'ignore', times: 0 }] }), 'faults[0].times: found 0, expected more than 0'],
    [{ kind: 'eeprom', address: 80, size: 300 }, 'size: found 300, expected a power of two'],
    [{ kind: 'eeprom', address: 80, contents: '0' }, 'contents: found "0", expected an even number of hex digits'],
    [
      { kind: 'eeprom', address: 80, size: 128, contents: '00'.repeat(129) },
      `contents: found "${'0'.repeat(39)}…, expected at most 128 bytes, the size`,
    ],
    [
      { kind: 'controller', at_ms: 1, sends: 'assign' },
      'sends: found "assign", expected one of "prepare", "get-udid", "reset"',
    ],
  ])('says what is wrong with a device: %o', (device, message) => {
    expect(() => parseDevice(device)).toThrow(new SyntaxError(`devices[0].${message}`))
  })
})
