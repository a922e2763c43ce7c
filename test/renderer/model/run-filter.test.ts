import { describe, expect, it } from 'vitest'
import { hasWords, runQuery } from '../../../src/renderer/model/run-filter.ts'
import { listRun } from '../../../src/shared/api/run-listing.ts'
import { exampleRun } from '../../main/store/stored-runs.ts'

describe('what is typed to find runs', () => {
  it('is a filter for the history where a key says so, and words for the rest', () => {
    expect(runQuery('UDID:0x8086 address:0x64 adapter:MCP2221 verdict:fail did:scan stuck-sda')).toEqual({
      filter: { udid: '8086', address: 0x64, adapter: 'mcp2221', verdict: 'fail', operation: 'scan' },
      words: ['stuck-sda'],
    })
  })

  it('takes the days of since: and until: whole', () => {
    expect(runQuery('since:2026-11-01 until:2026-11-22').filter).toEqual({
      sinceUtc: '2026-11-01T00:00:00.000Z',
      beforeUtc: '2026-11-23T00:00:00.000Z',
    })
  })

  it.each(['udid:', 'udid:xyz', 'address:0x', 'address:0x99', 'verdict:bad', 'did:dance', 'since:2026-13-01'])(
    'leaves out what is not finished yet or means nothing: %s',
    (text) => expect(runQuery(text)).toEqual({ filter: {}, words: [] }),
  )

  it.each(['constructor:x', '__proto__:x', 'http://x', ':'])('takes %s for a word', (text) => {
    expect(runQuery(text)).toEqual({ filter: {}, words: [text] })
  })

  it('finds words in what is listed, in any order', () => {
    const listing = listRun(exampleRun(), 1, 'From-Ana.json')
    expect(hasWords(listing, ['from-ana', listing.operation])).toBe(true)
    expect(hasWords(listing, ['from-ana', 'nothing'])).toBe(false)
  })
})
