import { describe, expect, it } from 'vitest'
import type { ArpEvent } from '#shared/arp/events.ts'
import type { Transaction } from '#shared/i2c/recorder.ts'
import { foldAll } from '../../support/arbitrary-run.ts'
import { exchangeEvent, STARTED, transactionEvent } from '../../support/example-run.ts'

interface Read extends Partial<Transaction> {
  readonly retry?: boolean
  readonly badPec?: boolean
}

/** The slow-repeated-start findings of a run of Get UDIDs. */
function findingsOf(...reads: Read[]): unknown[] {
  const events = reads.flatMap(({ retry = false, badPec = false, ...change }, i): ArpEvent[] => [
    transactionEvent(i + 1, { operation: 'write_read', written: '03', ...change }),
    exchangeEvent(i + 1, { retry, pecExpected: 0x10, pecGot: badPec ? 0xff : 0x10, pecCheckedBy: 'host' }),
  ])
  return foldAll([STARTED, ...events]).findings.map(({ code, severity, message }) => {
    expect(code).toBe('slow-repeated-start')
    return [severity, ...(/^(\d+) .*? ([\d.]+ ms)/.exec(message.replace(/^.* START of /, '')) ?? []).slice(1)]
  })
}

const ms = (srGapMs: number): { srGapUs: number } => ({ srGapUs: srGapMs * 1000 })

describe('a repeated START that came late', () => {
  it.each([
    ['is fine at 10 ms', [ms(10)], []],
    ['is an info over 10 ms', [ms(10.1)], [['info', '1', '10.1 ms']]],
    ['is an info at 25 ms', [ms(25)], [['info', '1', '25.0 ms']]],
    ['is a warning over 25 ms', [ms(25.1)], [['warning', '1', '25.1 ms']]],
    ['is nothing where it is not known', [{ srGapUs: null }], []],
  ])('%s', (_, reads, expected) => {
    expect(findingsOf(...reads)).toEqual(expected)
  })

  it('is one finding a severity for the whole run, with the count and the longest', () => {
    expect(findingsOf(ms(12), ms(30), ms(24), ms(5), ms(41.25), ms(11))).toEqual([
      ['info', '3', '24.0 ms'],
      ['warning', '2', '41.3 ms'],
    ])
  })

  it.each<[string, Read[], unknown]>([
    [
      'the transaction failed and its quicker retry did not',
      [
        { ...ms(30), outcome: 'timeout' },
        { ...ms(2), retry: true },
      ],
      [['error', '1', '30.0 ms']],
    ],
    [
      'a wrong PEC is the failure',
      [
        { ...ms(12), badPec: true },
        { ...ms(2), retry: true },
      ],
      [['error', '1', '12.0 ms']],
    ],
  ])('is an error where %s', (_, reads, expected) => {
    expect(findingsOf(...reads)).toEqual(expected)
  })

  it.each<[string, Read[]]>([
    ['there was no retry', [{ ...ms(30), outcome: 'timeout' }]],
    ['the next transaction is no retry', [{ ...ms(30), outcome: 'timeout' }, ms(2)]],
    [
      'the retry is of something else',
      [
        { ...ms(30), outcome: 'timeout' },
        { ...ms(2), written: '21', retry: true },
      ],
    ],
    [
      'the retry was as slow',
      [
        { ...ms(30), outcome: 'timeout' },
        { ...ms(30), retry: true },
      ],
    ],
    [
      'the retry failed too',
      [
        { ...ms(30), outcome: 'timeout' },
        { ...ms(2), outcome: 'timeout', retry: true },
      ],
    ],
    [
      'the gap of the retry is not known',
      [
        { ...ms(30), outcome: 'timeout' },
        { srGapUs: null, retry: true },
      ],
    ],
  ])('is no error where %s', (_, reads) => {
    expect(findingsOf(...reads)).not.toContainEqual(expect.arrayContaining(['error']))
  })

  it('counts a failed one as it would any other when its retry proves nothing', () => {
    expect(findingsOf({ ...ms(30), outcome: 'timeout' }, { ...ms(26), outcome: 'timeout', retry: true })).toEqual([
      ['warning', '2', '30.0 ms'],
    ])
  })
})
