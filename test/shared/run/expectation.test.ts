import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { absentAddresses, parseExpectation } from '#shared/run/expectation.ts'

const EXAMPLE = {
  schema_version: '1.0',
  name: 'X200 rev B',
  count: { min: 2, max: 3 },
  devices: [
    { name: 'NIC', udid_mask: '41??8086*', address: ['0x11-0x17'], pec_supported: true, required: true },
    { name: 'BMC', udid_mask: '*' },
  ],
  absent: ['0x6a'],
}

const NIC = { name: 'NIC', udid_mask: '41??8086*' }

function refusal(text: string): string {
  try {
    parseExpectation(text)
  } catch (error) {
    expect(error).toBeInstanceOf(SyntaxError)
    return (error as SyntaxError).message
  }
  return 'no refusal'
}

const refusalOf = (change: object): string => refusal(JSON.stringify({ ...EXAMPLE, ...change }))

describe('parseExpectation', () => {
  it('reads the example of the format, and takes devices for required', () => {
    const [nic, bmc] = EXAMPLE.devices
    expect(parseExpectation(JSON.stringify(EXAMPLE))).toEqual({
      ...EXAMPLE,
      devices: [nic, { ...bmc, required: true }],
    })
  })

  it('needs no more than a version and a name', () => {
    const text = '{"schema_version": "1.3", "name": "any card"}'
    expect(parseExpectation(text)).toEqual({ schema_version: '1.3', name: 'any card', devices: [], absent: [] })
  })

  it('takes ranges for absent addresses, and each address once', () => {
    const read = parseExpectation(JSON.stringify({ ...EXAMPLE, absent: ['0x50-0x52', '0x51', '0x20'] }))
    expect(absentAddresses(read)).toEqual([0x50, 0x51, 0x52, 0x20])
  })

  it.each([
    ['{"schema_version": "1.0",\n "name": }', 'line 2, column 10: found "}", expected a value'],
    ['[]', '$ is a list, expected an object'],
    ['{"schema_version": "1.0"}', '$.name is missing, expected a string'],
  ])('refuses %j with the place', (text, message) => {
    expect(refusal(text)).toBe(message)
  })

  const MASK = 'a UDID mask: 32 hex digits or "?", or fewer and a final "*"'
  const LIST = 'a 7-bit address or a range of them, such as 0x11-0x17'
  const PROBED = 'an address a scan may probe: 0x08 to 0x77, but not 0x61, 0x08, 0x0c'
  it.each([
    [{ schema_version: '2.0' }, '$.schema_version is "2.0", expected a version 1.x'],
    [{ name: 'a\u001b[2Jb' }, '$.name is "a\\u001b[2Jb", expected a name on one line'],
    [{ vendor: 3 }, '$ has the unknown key "vendor", expected one of schema_version, name, count, devices, absent'],
    [{ count: { min: 3, max: 2 } }, '$.count.max is 2, expected at least 3, which is min'],
    [{ count: { min: -1 } }, '$.count.min is -1, expected at least 0'],
    [{ count: { least: 1 } }, '$.count has the unknown key "least", expected one of min, max'],
    [{ devices: [{ name: 'NIC' }] }, '$.devices[0].udid_mask is missing, expected a string'],
    [{ devices: [{ ...NIC, udid_mask: '41??8086' }] }, `$.devices[0].udid_mask is "41??8086", expected ${MASK}`],
    [{ devices: [{ ...NIC, udid_mask: '41*86' }] }, `$.devices[0].udid_mask is "41*86", expected ${MASK}`],
    [{ devices: [{ ...NIC, address: [] }] }, '$.devices[0].address is a list, expected at least 1'],
    [{ devices: [{ ...NIC, address: ['0x80'] }] }, `$.devices[0].address[0] is "0x80", expected ${LIST}`],
    [{ devices: [NIC, NIC] }, '$.devices[1].name is "NIC", expected a name no other device has'],
    [{ absent: ['0x6a', '0x61'] }, `$.absent[1] is "0x61", expected ${PROBED}`],
    [{ absent: ['0x08'] }, `$.absent[0] is "0x08", expected ${PROBED}`],
    [{ absent: ['0x0a-0x0d'] }, `$.absent[0] is "0x0a-0x0d", expected ${PROBED}`],
    [{ absent: ['0x78'] }, `$.absent[0] is "0x78", expected ${PROBED}`],
    [{ absent: ['six'] }, `$.absent[0] is "six", expected ${LIST}`],
  ])('refuses %j with the path, what was found and what was expected', (change, message) => {
    expect(refusalOf(change)).toBe(message)
  })

  it('refuses more devices than any bus could have', () => {
    const devices = Array.from({ length: 257 }, (_, i) => ({ ...NIC, name: `NIC ${i}` }))
    expect(refusalOf({ devices })).toBe('$.devices is a list, expected at most 256')
  })

  it('refuses any other text in one line', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(refusal(text)).toMatch(/^[^\n\r]+$/)
      }),
    )
  })
})
