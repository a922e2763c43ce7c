import { formatAddress } from '#shared/i2c/address.ts'
import { adoptWalked } from './adopt-walked.ts'
import { askUdid, type GoodUdid } from './ask-udid.ts'
import { reportOddities } from './reply-oddities.ts'
import { ARP_COMMAND } from './commands.ts'
import { finding } from './findings.ts'
import { reportAbsence } from './look.ts'
import { noteWaiting } from './note-waiting.ts'
import { Roster } from './roster.ts'
import type { ArpSession } from './session.ts'
import { walk } from './walk.ts'

/**
 * Who is on the bus, changing nothing: one general Get UDID, then a directed one for each of `addresses`.
 * Shows every device with a valid address and, of those without one, only that with the lowest UDID: the
 * others can't be read until it has been assigned an address. Stops where the first reply is foreign.
 */
export async function inventory(session: ArpSession, addresses: readonly number[]): Promise<Roster> {
  const roster = new Roster(session)
  session.phase('look')
  const answer = await askUdid(session, { step: 'look', command: ARP_COMMAND.getUdid, refusals: 1 })
  const { reply } = answer
  reportOddities(session, null, answer, 'The general Get UDID')
  const evidence = answer.tries.map((t) => t.seq)
  const isGarbled = reply.kind === 'bad-pec' || (reply.kind === 'withheld' && reply.why === 'pec')
  if (isGarbled || (reply.kind === 'bad-count' && !reply.filler)) {
    reportAbsence(session, { kind: 'unclear', data: isGarbled ? 'garbled' : 'foreign', evidence })
    return roster
  }
  const { devices } = await walk(session, addresses)
  for (const walked of devices) await adoptWalked(session, roster, walked)
  if (reply.kind === 'udid') await addUnresolved(session, roster, reply)
  if (roster.entries.length === 0) {
    const nobody = reply.kind === 'refused' && reply.at === 'address'
    reportAbsence(session, nobody ? { kind: 'nobody', evidence } : { kind: 'unclear', data: 'none', evidence })
  }
  return roster
}

/** The device that answered the general Get UDID: it waits for an address, whether or not it holds one. */
async function addUnresolved(session: ArpSession, roster: Roster, reply: GoodUdid): Promise<void> {
  const known = roster.find(reply.udid)
  const { device, address, evidence } = (known ?? (await noteWaiting(session, roster, reply))).state
  if (known) roster.update(device, { evidence: [...evidence, reply.seq] })
  const where = address === null ? 'without an address' : `at ${formatAddress(address)}`
  const message = `${reply.udid} (${where}) waits for ARP and hides every unresolved device with a higher UDID: enumerate shows them`
  session.raise(null, finding('not-observable', message, [reply.seq]))
}
