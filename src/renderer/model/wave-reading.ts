import { DEVICE_DEFAULT_ADDRESS } from '#shared/i2c/address.ts'
import type { RunTransaction } from '#shared/run/run.ts'
import { addressNumber, hexByte } from './address-text.ts'
import { bitsOf, cellAt, type Timeline } from './timeline.ts'
import { stepWords } from './transaction-words.ts'

const UDID_NOTES = [
  'cap',
  'ver',
  'vendor',
  '',
  'device',
  '',
  'interface',
  '',
  'sub vendor',
  '',
  'sub device',
  '',
  'specific id',
  '',
  '',
  '',
]

/** What the bytes of a transaction are called, in their order. */
export function waveNotes(transaction: RunTransaction): string[] {
  const address = `0x${hexByte(addressNumber(transaction.address))}`
  const block = ['count', ...UDID_NOTES, 'address', 'PEC']
  if (addressNumber(transaction.address) !== DEVICE_DEFAULT_ADDRESS) {
    return [`${address} ${transaction.operation === 'read' ? 'read' : 'write'}`]
  }
  const command = stepWords(transaction).name
  if (transaction.operation === 'write_read') return [`${address} write`, command, `${address} read`, ...block]
  return transaction.written.length > 6 ? [`${address} write`, command, ...block] : [`${address} write`, command, 'PEC']
}

/** What is under the cursor: time, byte, bit and level. */
export function waveReading(timeline: Timeline, bit: number, bitUs: number): string {
  const cell = cellAt(timeline, bit)
  if (!cell) return ''
  const at = `${(bit * bitUs).toFixed(1)} µs`
  if (cell.kind === 'mark') return `${at}  ${{ S: 'START', Sr: 'repeated START', P: 'STOP' }[cell.text]}`
  const index = Math.floor(bit - cell.at)
  const level = bitsOf(cell)[index] ?? 0
  if (index === 8) return `${at}  ${hexByte(cell.value)}  ${cell.ack === 'nack' ? 'NACK, SDA high' : 'ACK, SDA low'}`
  return `${at}  ${hexByte(cell.value)}  bit ${7 - index} = ${level}`
}
