import type { TransferOutcome } from '#shared/i2c/bus.ts'
import type { StatusReply } from './codec.ts'

/** Which byte was refused, as in `TransferReport`. */
export interface Nack {
  readonly outcome: Extract<TransferOutcome, 'nack-address' | 'nack-data' | 'nack-unknown'>
  readonly nackIndex: number | 'unknown'
}

/**
 * Which byte of a write was refused, from the status taken before anything is cancelled: a cancel's own reply
 * shows what came after it. Nobody but the address byte is reported as `nack-address` unless three signs
 * agree: the engine in its address-refused state, the no-ACK bit set, not one byte transferred. Signs that
 * contradict each other, such as a count left over from the transfer before, make `nack-unknown`.
 *
 * Not proven on hardware: that a refused data byte leaves state 0x25 at all, that the no-ACK bit is clear then
 * (it may be the chip's ACKSTAT, set by any refused byte), and that the transferred count includes it. Only
 * the index of a data byte leans on the last.
 */
export function classifyWriteNack(status: StatusReply, lengthBytes: number): Nack {
  const isAddressState = status.engine === 'nack' || status.engine === 'nack-stopping'
  const { transferredBytes, addressNacked } = status
  if (isAddressState && addressNacked && transferredBytes === 0) return { outcome: 'nack-address', nackIndex: 0 }
  if (isAddressState && !addressNacked && transferredBytes > 0 && transferredBytes <= lengthBytes) {
    return { outcome: 'nack-data', nackIndex: transferredBytes }
  }
  return { outcome: 'nack-unknown', nackIndex: 'unknown' }
}

/** The refused byte of a read: a target can refuse nothing but the address byte, which is byte `index` on the wire. */
export function readNack(index: number): Nack {
  return { outcome: 'nack-address', nackIndex: index }
}
