import { describe, expect, it } from 'vitest'
import { decodeStatus } from '#shared/adapters/mcp2221/codec.ts'
import { classifyWriteNack } from '#shared/adapters/mcp2221/nack.ts'

const LENGTH = 20

function classify(state: number, noAckBit: boolean, transferred: number): string {
  const reply = new Uint8Array(64)
  reply[8] = state
  reply[11] = transferred
  reply[20] = noAckBit ? 0x40 : 0
  const { outcome, nackIndex } = classifyWriteNack(decodeStatus(reply), LENGTH)
  return `${outcome} ${nackIndex}`
}

describe('classifyWriteNack', () => {
  it.each([
    { state: 0x25, bit: true, transferred: 0, is: 'nack-address 0', why: 'all three signs' },
    { state: 0x24, bit: true, transferred: 0, is: 'nack-address 0', why: 'its STOP still pending' },
    { state: 0x25, bit: false, transferred: 1, is: 'nack-data 1', why: 'the count tells' },
    { state: 0x25, bit: false, transferred: LENGTH, is: 'nack-data 20', why: 'the last byte' },
    { state: 0x25, bit: false, transferred: 0, is: 'nack-unknown unknown', why: 'no bit, no count' },
    { state: 0x25, bit: true, transferred: 3, is: 'nack-unknown unknown', why: 'bit and count disagree' },
    { state: 0x25, bit: false, transferred: LENGTH + 1, is: 'nack-unknown unknown', why: 'a count that can not be' },
    { state: 0x00, bit: true, transferred: 0, is: 'nack-unknown unknown', why: 'the engine is idle' },
    { state: 0x44, bit: true, transferred: 0, is: 'nack-unknown unknown', why: 'not the address state' },
    { state: 0x60, bit: true, transferred: 0, is: 'nack-unknown unknown', why: 'the reply to a cancel' },
  ])('says $is in state $state, no-ACK $bit, $transferred transferred ($why)', ({ state, bit, transferred, is }) => {
    expect(classify(state, bit, transferred)).toBe(is)
  })
})
