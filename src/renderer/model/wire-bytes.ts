import { DEVICE_DEFAULT_ADDRESS } from '#shared/i2c/address.ts'
import type { RunTransaction } from '#shared/run/run.ts'
import { addressNumber } from './address-text.ts'

/** What a byte is for. `data`: of a transaction that is no ARP command. */
export type ByteRole = 'address' | 'command' | 'count' | 'udid' | 'addrbyte' | 'pec' | 'pec-bad' | 'data'

/**
 * One thing on the wire. A byte's `ack`: the target's, `nack` where it refused or the controller ended a read,
 * `controller` where the controller acknowledged, `unknown` where the adapter can't tell.
 */
export type WireToken =
  | { readonly kind: 'mark'; readonly text: 'S' | 'Sr' | 'P' }
  | { readonly kind: 'byte'; readonly value: number; readonly role: ByteRole; readonly ack: Acknowledge }

/** See {@link WireToken}. */
export type Acknowledge = 'ack' | 'nack' | 'controller' | 'unknown'

const START: WireToken = { kind: 'mark', text: 'S' }
const RESTART: WireToken = { kind: 'mark', text: 'Sr' }
const STOP: WireToken = { kind: 'mark', text: 'P' }
const BLOCK_BYTES = 17

/** The bytes of a transaction as they went over the wire; after a refused one nothing follows but the STOP. */
export function wireTokens(transaction: RunTransaction): WireToken[] {
  const { operation, written, read, nack_index: nackIndex } = transaction
  const address = addressNumber(transaction.address)
  const sent = [operation === 'read' ? (address << 1) | 1 : address << 1, ...hexBytes(written)]
  const roles = sentRoles(address, sent, transaction)
  const tokens = [START, ...sent.map((value, i) => byte(value, roles[i] ?? 'data', ackAt(i, nackIndex)))]
  const refused = typeof nackIndex === 'number' ? nackIndex : Infinity
  if (refused < sent.length) return [...tokens.slice(0, refused + 2), STOP]
  if (operation === 'write_read') {
    const again = byte((address << 1) | 1, 'address', ackAt(sent.length, nackIndex))
    tokens.push(RESTART, again)
  }
  return [...tokens, ...replyTokens(address, transaction, hexBytes(read)), STOP]
}

/** Bytes of a document's hex digits. */
export function hexBytes(hex: string): number[] {
  const bytes: number[] = []
  for (let i = 0; i < hex.length; i += 2) bytes.push(Number.parseInt(hex.slice(i, i + 2), 16))
  return bytes
}

function byte(value: number, role: ByteRole, ack: Acknowledge): WireToken {
  return { kind: 'byte', value, role, ack }
}

function ackAt(index: number, nackIndex: RunTransaction['nack_index']): Acknowledge {
  if (nackIndex === 'unknown') return index === 0 ? 'ack' : 'unknown'
  return index === nackIndex ? 'nack' : 'ack'
}

/** Address, command, and for Assign the block; the last byte of every ARP write is its PEC. */
function sentRoles(address: number, sent: readonly number[], { operation }: RunTransaction): ByteRole[] {
  if (address !== DEVICE_DEFAULT_ADDRESS) return ['address', ...sent.slice(1).map((): ByteRole => 'data')]
  if (operation !== 'write') return ['address', ...sent.slice(1).map((): ByteRole => 'command')]
  if (sent.length <= 2) return ['address', 'command']
  const block = blockRoles(sent.slice(2))
  return sent.length === 3 ? ['address', 'command', 'pec'] : ['address', 'command', ...block]
}

function replyTokens(address: number, transaction: RunTransaction, reply: readonly number[]): WireToken[] {
  const isWrong = transaction.pec_got !== null && transaction.pec_got !== transaction.pec_expected
  const roles = address === DEVICE_DEFAULT_ADDRESS ? blockRoles(reply) : reply.map((): ByteRole => 'data')
  return reply.map((value, i) => {
    const role = roles[i] ?? 'data'
    return byte(value, role === 'pec' && isWrong ? 'pec-bad' : role, i === reply.length - 1 ? 'nack' : 'controller')
  })
}

/** Count, UDID, address byte, PEC; what follows another count is just data. */
function blockRoles(bytes: readonly number[]): ByteRole[] {
  if (bytes[0] !== BLOCK_BYTES) return bytes.map((_, i) => (i === 0 ? 'count' : 'data'))
  return bytes.map((_, i) => {
    if (i === 0) return 'count'
    if (i < BLOCK_BYTES) return 'udid'
    if (i === BLOCK_BYTES) return 'addrbyte'
    return i === BLOCK_BYTES + 1 ? 'pec' : 'data'
  })
}
