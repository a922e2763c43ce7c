import { describe, expect, it } from 'vitest'
import { wireFrame } from '#shared/report/wire-frame.ts'
import type { RunTransaction } from '#shared/run/run.ts'
import { foldAll } from '../../support/arbitrary-run.ts'
import { STARTED, transactionEvent } from '../../support/example-run.ts'

/** `S c2 03 Sr c3 11! P`: a byte with `!` was refused, one with `?` nobody knows. */
function drawn(change: Partial<RunTransaction>): string {
  const [base] = foldAll([STARTED, transactionEvent(1)]).transactions
  const { extent, halves } = wireFrame({ ...base!, ...change })
  const marks = { ack: '', nack: '!', unknown: '?' }
  const text = halves.map(({ bytes }) =>
    bytes.map(({ byte, acknowledge }) => byte.toString(16).padStart(2, '0') + marks[acknowledge]).join(' '),
  )
  return `${extent}: S ${text.join(' Sr ')}`
}

const GET_UDID = { operation: 'write_read', written: '03', read: '' } as const

describe('the bytes of a transaction as they were on the wire', () => {
  it.each<[string, Partial<RunTransaction>, string]>([
    ['a write', { written: '01c0' }, 'whole: S c2 01 c0'],
    ['a quick write', { written: '' }, 'whole: S c2'],
    [
      'a read, whose last byte the controller refuses',
      { operation: 'read', written: '', read: '1122' },
      'whole: S c3 11 22!',
    ],
    ['a write and a read', { ...GET_UDID, read: '11aa' }, 'whole: S c2 03 Sr c3 11 aa!'],
    ['nobody at the address', { outcome: 'nack-address', nack_index: 0 }, 'refused: S c2!'],
    ['nobody to read from', { operation: 'read', outcome: 'nack-address', nack_index: 0 }, 'refused: S c3!'],
    ['a refused command', { ...GET_UDID, outcome: 'nack-data', nack_index: 1 }, 'refused: S c2 03!'],
    ['a refused repeated address', { ...GET_UDID, outcome: 'nack-address', nack_index: 2 }, 'refused: S c2 03 Sr c3!'],
    ['a refused PEC', { written: '01c0', outcome: 'nack-data', nack_index: 2 }, 'refused: S c2 01 c0!'],
    [
      'a byte nobody can name',
      { ...GET_UDID, outcome: 'nack-unknown', nack_index: 'unknown' },
      'refused-somewhere: S c2? 03?',
    ],
    ['lost arbitration', { ...GET_UDID, outcome: 'arbitration-lost' }, 'unknown: S c2? 03?'],
    ['a timeout of a read', { operation: 'read', outcome: 'timeout' }, 'unknown: S c3?'],
    ['a busy bus', { outcome: 'bus-busy' }, 'not-sent: S c2? 01? c0?'],
  ])('%s', (_, change, expected) => {
    const whole = change.outcome === 'bus-busy' ? { written: '01c0', ...change } : change
    expect(drawn(whole)).toBe(expected)
  })
})
