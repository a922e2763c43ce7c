import type { GoodUdid } from './ask-udid.ts'
import { reportedAddress } from './reported-address.ts'
import type { Roster, RosterEntry } from './roster.ts'
import type { ArpSession } from './session.ts'

/** Enters a device that answered the general Get UDID and is given nothing: it goes on waiting for ARP. */
export async function noteWaiting(
  session: ArpSession,
  roster: Roster,
  reply: GoodUdid,
  evidence: readonly number[] = [reply.seq],
): Promise<RosterEntry> {
  const { device } = roster.add(reply.udid, { evidence }).state
  const address = await reportedAddress(session, device, reply)
  return roster.update(device, { address, addressBefore: address })
}
