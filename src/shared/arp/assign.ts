import { formatAddress, reservationOf } from '#shared/i2c/address.ts'
import { confirm } from './confirm.ts'
import { finding } from './findings.ts'
import { DIRECTED_RANGE, look, reportAbsence } from './look.ts'
import { Roster } from './roster.ts'
import type { ArpSession } from './session.ts'
import { settle } from './settle.ts'
import type { Udid } from './udid.ts'
import { walk } from './walk.ts'

/** What a single Assign is told to do. */
export interface AssignOptions {
  readonly udid: Udid
  readonly address: number
  /** Probe the address first and leave it alone where something answers. */
  readonly probe: boolean
  readonly prepareAnyway: boolean
}

/**
 * Gives one known device an address and confirms it. Needs no Prepare: Assign is honoured by resolved
 * devices too (SMBus 3.x, ARP). Looks first, as every command that writes does.
 * @throws RangeError for a hard-reserved address
 */
export async function assign(session: ArpSession, options: AssignOptions): Promise<Roster> {
  const { udid, address } = options
  const reservation = reservationOf(address)
  if (reservation?.kind === 'hard') {
    throw new RangeError(`address: ${formatAddress(address)} can't be given to a device: ${reservation.why}`)
  }
  const roster = new Roster(session)
  const whose = session.occupied.get(address)
  if (whose !== undefined) {
    const message = `${formatAddress(address)}: ${whose}, so nothing was assigned; choose another address`
    session.raise(null, finding('address-conflict', message, [], 'error'))
    return roster
  }
  const sight = await look(session)
  if (sight.kind !== 'arp' && !options.prepareAnyway) {
    reportAbsence(session, sight)
    return roster
  }
  // Where the device is now tells afterwards whether it moved; a general Get UDID shows only the lowest UDID.
  const walked = (sight.kind === 'arp' ? sight.walked : null) ?? (await walk(session, DIRECTED_RANGE)).devices
  const held = walked.find(({ reply }) => reply.udid === udid)
  const entry = roster.add(udid, { addressBefore: held?.address ?? null, evidence: held ? [held.reply.seq] : [] })
  const { device } = entry.state
  if (options.probe && (await belongsToAnother(session, device, options))) return roster
  const settlement = await settle(session, roster, entry, { address, assignedBy: 'arpeggio' })
  if (settlement.kind === 'conflict') {
    const message = `Another device answers at ${formatAddress(address)} too: ${settlement.other}`
    session.raise(device, finding('address-conflict', message, [settlement.seq]))
  } else if (settlement.kind === 'silent') {
    const message = `No device with this UDID answers at ${formatAddress(address)}: it is not on the bus, or did not take the Assign`
    session.raise(device, finding('assign-not-taken', message, settlement.evidence))
    roster.update(device, { address: null, assignedBy: null, status: 'failed' })
  }
  return roster
}

/** Whether something other than the device itself acknowledges the address; says so. */
async function belongsToAnother(
  session: ArpSession,
  device: number,
  { udid, address }: AssignOptions,
): Promise<boolean> {
  const { acknowledged, seq } = await session.probe('probe', address)
  if (!acknowledged) return false
  const there = await confirm(session, device, { udid, address }, { tries: 1 })
  if (there.kind === 'confirmed') return false
  session.observe({ type: 'other-address', address, answersTo: 'read' })
  const message = `Something answers at ${formatAddress(address)} already, so nothing was assigned; choose another address`
  session.raise(device, finding('address-conflict', message, [seq]))
  return true
}
