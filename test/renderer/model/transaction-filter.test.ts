import { describe, expect, it } from 'vitest'
import { parseFilter } from '../../../src/renderer/model/transaction-filter.ts'
import { transaction } from './transactions.ts'

const ASSIGN = transaction({
  seq: 8,
  step: 'assign',
  operation: 'write',
  written: `0411${'00'.repeat(16)}22ae`,
  t_us: 9000,
})
const PROBE = transaction({
  seq: 9,
  step: 'probe',
  address: '0x12',
  outcome: 'nack-address',
  nack_index: 0,
  t_us: 30_000,
})
const GARBLED = transaction({ seq: 10, step: 'get-udid', pec_expected: '0xd6', pec_got: '0xd2', t_us: 31_000 })
const ALL = [ASSIGN, PROBE, GARBLED]

function shown(text: string): number[] {
  const parsed = parseFilter(text, new Map())
  if (!parsed.ok) throw new Error(parsed.message)
  return ALL.filter((one, i) => parsed.filter?.(one, ALL[i - 1]) ?? true).map(({ seq }) => seq)
}

describe('the filter of the transactions', () => {
  it.each([
    ['', [8, 9, 10]],
    ['address:0x61', [8, 10]],
    ['address:12', [9]],
    ['device:0x11', [8]],
    ['step:assign', [8]],
    ['outcome:nack', [9]],
    ['outcome:pec-mismatch', [10]],
    ['gap>10ms', [9]],
    ['gap<=0.5ms', [10]],
    ['seq>=9 -step:probe', [10]],
    ['-address:0x61', [9]],
    ['bytes:0411', [8]],
    ['time>500us', [8, 9, 10]],
  ])('shows for "%s" %j', (text, expected) => {
    expect(shown(text)).toEqual(expected)
  })

  it.each([
    ['adress:0x61', /no "adress:"/],
    ['address:0x6g', /no address/],
    ['seq>3ms', /without a unit/],
    ['step:', /after the colon/],
  ])('says what is wrong with "%s"', (text, message) => {
    expect(parseFilter(text, new Map())).toEqual({ ok: false, message: expect.stringMatching(message) as string })
  })
})
