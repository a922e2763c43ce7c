import { ARP_COMMAND, UDID_BLOCK_BYTES, decodeCommand } from '#shared/arp/commands.ts'
import { UDID_BYTES } from '#shared/arp/udid.ts'
import { DEVICE_DEFAULT_ADDRESS } from '#shared/i2c/address.ts'
import type { RunTransaction } from '#shared/run/run.ts'
import { hasWrongPec } from '#shared/run/statistics.ts'
import type { WireFrame, WireHalf } from '../wire-frame.ts'

/** What a byte is for, as the colour of its chip says. */
export type ByteRole = 'address' | 'command' | 'count' | 'udid' | 'addrbyte' | 'pec' | 'pec-bad' | 'data'

/** Length of a block from its count to its PEC. */
const BLOCK_WITH_PEC = 1 + UDID_BLOCK_BYTES + 1

/** The role of each byte of a half; index 0 is the address byte. */
export function byteRoles(transaction: RunTransaction, frame: WireFrame, half: WireHalf): ByteRole[] {
  const length = half.bytes.length
  const isLastHalf = half === frame.halves.at(-1)
  const pecAt = isLastHalf && carriesPec(transaction, half) ? length - 1 : -1
  const pec = hasWrongPec(transaction) ? 'pec-bad' : 'pec'
  return half.bytes.map((_, index) => (index === pecAt ? pec : roleAt(transaction, half, index)))
}

/** The address that an ARP command assigns or a reply reports, where the block is whole; null for none. */
export function blockAddressByte(half: WireHalf): number | null {
  const at = blockStart(half)
  return at > 0 && half.bytes[at]?.byte === UDID_BLOCK_BYTES ? (half.bytes[at + UDID_BLOCK_BYTES]?.byte ?? null) : null
}

function roleAt(transaction: RunTransaction, half: WireHalf, index: number): ByteRole {
  if (index === 0) return 'address'
  if (Number(transaction.address) !== DEVICE_DEFAULT_ADDRESS) return 'data'
  if (half.direction === 'write' && index === 1) return 'command'
  const at = blockStart(half)
  if (at < 0) return 'data'
  if (index === at) return 'count'
  if (half.bytes[at]?.byte !== UDID_BLOCK_BYTES) return 'data'
  if (index <= at + UDID_BYTES) return 'udid'
  return index === at + UDID_BLOCK_BYTES ? 'addrbyte' : 'data'
}

/** Where the byte count stands; -1 where the command has none. */
function blockStart({ direction, bytes }: WireHalf): number {
  if (direction === 'read') return 1
  return bytes[1]?.byte === ARP_COMMAND.assign ? 2 : -1
}

/** Of a write cut short it is not the PEC that was refused, unless all of it went out. */
function carriesPec(
  { pec_got, pec_checked_by, written, address }: RunTransaction,
  { direction, bytes }: WireHalf,
): boolean {
  if (direction === 'read') return pec_got !== null && bytes.length > 1
  const isWhole = bytes.length === 1 + written.length / 2
  if (pec_checked_by !== 'target' || !isWhole || bytes.length < 3) return false
  const isAssign = Number(address) === DEVICE_DEFAULT_ADDRESS && decodeCommand(bytes[1]?.byte ?? 0).name === 'assign'
  return !isAssign || bytes.length === 2 + BLOCK_WITH_PEC
}
