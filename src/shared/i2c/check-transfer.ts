import type { BusCapabilities, TransferOptions } from './bus.ts'

/** Where a transfer goes, and how many bytes its parts have that there are. */
export interface TransferShape {
  readonly address: number
  readonly written?: number
  readonly read?: number
}

/**
 * Holds the arguments of a transfer against what its bus promises, as the contract of `I2cBus` has it.
 * @throws RangeError naming the one that is out of range, or the signal's reason when aborted
 */
export function checkTransfer(
  { address, written, read }: TransferShape,
  { maxTransferBytes, quickWrite }: BusCapabilities,
  options: TransferOptions = {},
): void {
  options.signal?.throwIfAborted()
  if (!Number.isInteger(address) || address < 0 || address > 0x7f) {
    throw new RangeError(`address must be 0x00 to 0x7f, not ${address}`)
  }
  const isQuick = quickWrite && read === undefined
  if (written !== undefined) checkLength('data', written, isQuick ? 0 : 1, maxTransferBytes)
  if (read !== undefined) checkLength('length', read, 1, maxTransferBytes)
}

function checkLength(name: string, length: number, min: number, max: number): void {
  if (Number.isInteger(length) && length >= min && length <= max) return
  throw new RangeError(`${name} must be ${min} to ${max} bytes, not ${length}`)
}
