import { formatAddress } from '#shared/i2c/address.ts'
import { assignAddress } from './assign-address.ts'
import type { AddressChoice } from './address-chooser.ts'
import { confirm } from './confirm.ts'
import type { DeviceStatus } from './events.ts'
import { finding } from './findings.ts'
import type { Roster, RosterEntry } from './roster.ts'
import type { ArpSession } from './session.ts'
import type { Udid } from './udid.ts'

/** How giving a device its address ended. */
export type Settlement =
  | { readonly kind: 'settled' }
  /** Nobody answers a directed Get UDID for the address. */
  | { readonly kind: 'silent'; readonly evidence: readonly number[] }
  /** Another UDID answers there. */
  | { readonly kind: 'conflict'; readonly other: Udid; readonly seq: number }

/**
 * Assigns the chosen address and asks the device at it who it is. Leaves the device `ok`,
 * `kept_own_address` or `unconfirmed` in the roster, or `conflict` where it shares its address. Sharing it
 * with a device that is known to be there is no news, and so no conflict to act on.
 */
export async function settle(
  session: ArpSession,
  roster: Roster,
  entry: RosterEntry,
  { address, assignedBy }: AddressChoice,
): Promise<Settlement> {
  const { device, udid, evidence } = entry.state
  const assigned = [...evidence, await assignAddress(session, device, udid, address)]
  const found = await confirm(session, device, { udid, address })
  const holder = roster.holderOf(address, device)?.state
  if (found.kind === 'other') {
    const shared = [...assigned, found.seq]
    roster.update(device, { address, assignedBy, confirmed: false, status: 'conflict', evidence: shared })
    if (holder?.udid === found.udid) return { kind: 'settled' }
    return { kind: 'conflict', other: found.udid, seq: found.seq }
  }
  if (found.kind === 'silent') {
    const moved = entry.state.addressBefore !== address
    if (moved && (await stayed(session, roster, entry, assigned))) return { kind: 'settled' }
    roster.update(device, { address, assignedBy, confirmed: false, status: 'unconfirmed', evidence: assigned })
    return { kind: 'silent', evidence: found.evidence.length > 0 ? found.evidence : assigned }
  }
  const confirmed = found.kind === 'confirmed'
  const shared = entry.state.status === 'conflict' || holder !== undefined
  const status: DeviceStatus = shared ? 'conflict' : confirmed ? 'ok' : 'unconfirmed'
  roster.update(device, { address, assignedBy, confirmed, status, evidence: [...assigned, found.seq] })
  return { kind: 'settled' }
}

/** Whether the device is still where it was before it was told to move. */
async function stayed(
  session: ArpSession,
  roster: Roster,
  entry: RosterEntry,
  assigned: readonly number[],
): Promise<boolean> {
  const { device, udid, addressBefore } = entry.state
  if (addressBefore === null) return false
  const found = await confirm(session, device, { udid, address: addressBefore }, { tries: 1 })
  if (found.kind !== 'confirmed') return false
  const message = `Took the Assign, and stayed at ${formatAddress(addressBefore)}`
  session.raise(device, finding('kept-own-address', message, [...assigned.slice(-1), found.seq]))
  roster.update(device, {
    address: addressBefore,
    assignedBy: 'device',
    confirmed: true,
    status: roster.holderOf(addressBefore, device) ? 'conflict' : 'kept_own_address',
    evidence: [...assigned, found.seq],
  })
  return true
}
