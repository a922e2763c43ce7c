import { describe, expect, it } from 'vitest'
import { lineUp, type Slot } from '../../../src/renderer/model/byte-columns.ts'
import { wireTokens, type WireToken } from '../../../src/renderer/model/wire-bytes.ts'
import { transaction } from './transactions.ts'

const UDID = '4108808610d400040000000044332210'
const GET_UDID = transaction({ read: `11${UDID}c9d6`, pec_expected: '0xd6', pec_got: '0xd6' })
const ASSIGN = transaction({ operation: 'write', written: `0411${UDID}c8ae`, read: '' })

function text(tokens: readonly WireToken[]): string {
  return tokens
    .map((token) => (token.kind === 'mark' ? token.text : `${token.value.toString(16)}:${token.role}`))
    .join(' ')
}

function columnOf(slots: readonly Slot[], role: string): number {
  // A gap is as wide as a mark and a byte.
  const at = slots.findIndex((slot) => slot.kind === 'byte' && slot.role === role)
  return at + slots.slice(0, at).filter(({ kind }) => kind === 'gap').length
}

describe('the bytes on the wire', () => {
  it('ends at the byte that was refused', () => {
    const tokens = wireTokens(transaction({ outcome: 'nack-data', nack_index: 1 }))
    expect(text(tokens)).toBe('S c2:address 3:command P')
    expect(tokens[2]).toMatchObject({ ack: 'nack' })
  })

  it('tells every byte of a Get UDID by its role, and the controller ends the read by a NACK', () => {
    const tokens = wireTokens(GET_UDID)
    expect(text(tokens)).toMatch(/^S c2:address 3:command Sr c3:address 11:count 41:udid .* c9:addrbyte d6:pec P$/)
    expect(tokens.at(-2)).toMatchObject({ role: 'pec', ack: 'nack' })
    expect(tokens.at(-3)).toMatchObject({ ack: 'controller' })
  })

  it('marks a PEC that is not the one expected', () => {
    expect(wireTokens({ ...GET_UDID, pec_expected: '0xd2' }).at(-2)).toMatchObject({ role: 'pec-bad' })
  })

  it('takes nothing behind another count than 17 for a UDID', () => {
    expect(text(wireTokens(transaction({ read: 'ffffff' })))).toBe(
      'S c2:address 3:command Sr c3:address ff:count ff:data ff:data P',
    )
  })

  it.each([false, true])('puts the UDID of Assign under that of Get UDID, folded: %s', (isFolded) => {
    const [asked, assigned] = [GET_UDID, ASSIGN].map((one) => lineUp(wireTokens(one), isFolded))
    expect(columnOf(assigned ?? [], 'udid')).toBe(columnOf(asked ?? [], 'udid'))
    expect(columnOf(assigned ?? [], 'pec')).toBe(columnOf(asked ?? [], 'pec'))
  })
})
