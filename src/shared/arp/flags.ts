import { pec } from '#shared/smbus/pec.ts'
import { DEVICE_DEFAULT_ADDRESS } from '#shared/i2c/address.ts'
import { parseHex } from '#shared/i2c/hex.ts'
import type { Transaction } from '#shared/i2c/recorder.ts'
import { NO_ADDRESS, UDID_BLOCK_BYTES, decodeCommand, decodeUdidBlock, type UdidBlock } from './commands.ts'
import { decodeUdid, type AddressType, type Udid } from './udid.ts'

/** What is known of one device's ARP state (SMBus 2.0 §5.6.3, table 8). */
export interface DeviceFlags {
  readonly udid: Udid
  /** 7-bit; null for none, or where it is not known. */
  readonly address: number | null
  /** AV, address valid; null where nothing tells. */
  readonly addressValid: boolean | null
  /** AR, address resolved; null where nothing tells. */
  readonly addressResolved: boolean | null
  /** `known`: read off a simulated device. `deduced`: what a device that keeps to the specification must be in. */
  readonly basis: 'known' | 'deduced'
}

/** What a transaction at 0x61 needs to be read. */
type ArpTransaction = Pick<Transaction, 'address' | 'operation' | 'written' | 'read' | 'outcome' | 'nackIndex'>

/**
 * The flags after a transaction, deduced from those before it: what each command does to devices that keep to the
 * specification (SMBus 2.0 §5.6.3). Devices that were never seen are not in it; one whose random UDID a Reset renewed
 * leaves it, and comes back under the new one.
 */
export function deduceFlags(before: readonly DeviceFlags[], transaction: ArpTransaction): readonly DeviceFlags[] {
  if (transaction.address !== DEVICE_DEFAULT_ADDRESS) return before
  const written = parseHex(transaction.written)
  const command = decodeCommand(written[0] ?? 0)
  const isTaken = transaction.outcome === 'ok'
  switch (command.name) {
    case 'prepare':
      return isTaken ? before.map((flags) => ({ ...flags, addressResolved: false })) : before
    case 'reset':
      return isTaken ? before.flatMap(reset) : before
    case 'reset-directed':
      return isTaken ? before.flatMap((flags) => (isAt(flags, command.address) ? reset(flags) : [flags])) : before
    case 'assign':
      return isTaken && written.length >= UDID_BLOCK_BYTES + 3
        ? assigned(before, decodeUdidBlock(written.subarray(2, 19)))
        : before
    case 'get-udid':
      return isTaken ? answered(before, transaction, false) : isRefused(transaction) ? before.map(resolved) : before
    case 'get-udid-directed':
      return isTaken
        ? answered(before, transaction, null)
        : isRefused(transaction)
          ? before.map((flags) => absentAt(flags, command.address))
          : before
    case 'reserved':
      return before
  }
}

function isAt({ address, addressValid }: DeviceFlags, at: number): boolean {
  return address === at && addressValid !== false
}

function resolved(flags: DeviceFlags): DeviceFlags {
  return { ...flags, addressResolved: true }
}

function absentAt(flags: DeviceFlags, at: number): DeviceFlags {
  return isAt(flags, at) ? { ...flags, address: null, addressValid: false } : flags
}

/** Whether the command byte, or 0x61, was refused: not the read, which a device may refuse that is not ready. */
function isRefused({ outcome, nackIndex }: ArpTransaction): boolean {
  return outcome.startsWith('nack-') && (nackIndex === 0 || nackIndex === 1)
}

function reset(flags: DeviceFlags): DeviceFlags[] {
  const type: AddressType = decodeUdid(flags.udid).addressType
  switch (type) {
    case 'fixed':
    case 'persistent':
      return [{ ...flags, addressResolved: false }]
    case 'volatile':
      return [{ ...flags, address: null, addressValid: false, addressResolved: false }]
    case 'random':
      return []
  }
}

function assigned(before: readonly DeviceFlags[], { udid, addressByte }: UdidBlock): readonly DeviceFlags[] {
  const known = before.find((flags) => flags.udid === udid)
  const isFixed = decodeUdid(udid).addressType === 'fixed'
  const address = isFixed ? (known?.address ?? null) : addressByte >> 1
  return entered(before, { udid, address, addressValid: true, addressResolved: true, basis: 'deduced' })
}

/** A UDID that came with a good PEC; `addressResolved` is what answering says of AR, null for nothing. */
function answered(
  before: readonly DeviceFlags[],
  { written, read }: ArpTransaction,
  addressResolved: false | null,
): readonly DeviceFlags[] {
  const header = DEVICE_DEFAULT_ADDRESS << 1
  const bytes = parseHex(read)
  const isGood = bytes[0] === UDID_BLOCK_BYTES && pec([header, ...parseHex(written), header | 1, ...bytes]) === 0
  if (!isGood) return before
  const { udid, addressByte } = decodeUdidBlock(bytes.subarray(1, 1 + UDID_BLOCK_BYTES))
  const known = before.find((flags) => flags.udid === udid)
  const addressValid = addressByte !== NO_ADDRESS
  return entered(before, {
    udid,
    address: addressValid ? addressByte >> 1 : null,
    addressValid,
    addressResolved: addressResolved ?? known?.addressResolved ?? null,
    basis: 'deduced',
  })
}

function entered(before: readonly DeviceFlags[], flags: DeviceFlags): readonly DeviceFlags[] {
  const isKnown = before.some(({ udid }) => udid === flags.udid)
  return isKnown ? before.map((other) => (other.udid === flags.udid ? flags : other)) : [...before, flags]
}
