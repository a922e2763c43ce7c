import { HIGHEST_TARGET_ADDRESS, LOWEST_ARP_ADDRESS, range } from '#shared/i2c/address.ts'
import { askUdid, type GoodUdid, type UdidAnswer } from './ask-udid.ts'
import { reportOddities } from './reply-oddities.ts'
import { ARP_COMMAND } from './commands.ts'
import { finding } from './findings.ts'
import type { ArpSession } from './session.ts'
import type { UdidReply } from './udid-reply.ts'
import { walk, type WalkedDevice } from './walk.ts'

/** Every address a directed command can name. */
export const DIRECTED_RANGE: readonly number[] = range(LOWEST_ARP_ADDRESS, HIGHEST_TARGET_ADDRESS)

/** What came that was no UDID: nothing, bytes of some other device, or what looks like UDIDs but for the PEC. */
export type StrayData = 'none' | 'foreign' | 'garbled'

/** What is at 0x61, as found without writing more than one byte. */
export type Sight =
  /** At least one valid UDID came: ARP is spoken here. By the general Get UDID, or where nobody answered that by a walk. */
  | { readonly kind: 'arp'; readonly answered: GoodUdid; readonly walked: null }
  | { readonly kind: 'arp'; readonly answered: null; readonly walked: readonly WalkedDevice[] }
  /** The address was certainly not acknowledged: a write to it reaches nobody. */
  | { readonly kind: 'nobody'; readonly evidence: readonly number[] }
  /** Somebody acknowledged, or the adapter can't tell; nobody showed a UDID. */
  | { readonly kind: 'unclear'; readonly data: StrayData; readonly evidence: readonly number[] }

/**
 * Looks before anything is written that could do harm: a general Get UDID (one byte written), and where
 * that settles nothing a walk of directed ones. Parts that are no ARP devices live at 0x61 too.
 */
export async function look(session: ArpSession): Promise<Sight> {
  session.phase('look')
  const answer = await askUdid(session, {
    step: 'look',
    command: ARP_COMMAND.getUdid,
    refusals: session.policy.lookTries,
  })
  if (answer.reply.kind === 'udid') {
    reportOddities(session, null, answer, 'The first Get UDID')
    return { kind: 'arp', answered: answer.reply, walked: null }
  }
  const evidence = answer.tries.map((reply) => reply.seq)
  if (answer.tries.every((reply) => reply.kind === 'refused' && reply.at === 'address')) {
    return { kind: 'nobody', evidence }
  }
  const { devices, dataCame } = await walk(session, DIRECTED_RANGE)
  reportOddities(session, null, answer, 'The first Get UDID')
  if (devices.length > 0) return { kind: 'arp', answered: null, walked: devices }
  return { kind: 'unclear', data: strayData(answer.tries, dataCame), evidence }
}

/** Says what it means that nobody showed a UDID. */
export function reportAbsence(session: ArpSession, sight: Exclude<Sight, { kind: 'arp' }>): void {
  const code = sight.kind === 'unclear' && sight.data !== 'none' ? 'foreign-device-at-0x61' : 'no-arp-device'
  session.raise(null, finding(code, absence(sight), sight.evidence))
}

function absence(sight: Exclude<Sight, { kind: 'arp' }>): string {
  if (sight.kind === 'nobody') {
    return 'Nobody acknowledged 0x61: no ARP device, or none powered (allow 500 ms after power-up); --with-fixed looks for fixed devices that are not discoverable'
  }
  switch (sight.data) {
    case 'none':
      return '0x61 is acknowledged or may be, but nobody showed a UDID, by the general command or by any directed one: no ARP device that would take part'
    case 'foreign':
      return 'Something at 0x61 sends data that is no UDID: a part that is no ARP device, so nothing more was written; --prepare-anyway goes on'
    case 'garbled':
      return 'Something at 0x61 sends what could be UDIDs, but never with a good PEC, so nothing more was written; --pec tolerant shows what it can'
  }
}

function strayData(tries: UdidAnswer['tries'], walkMetData: boolean): StrayData {
  if (tries.some(hasWrongCount)) return 'foreign'
  if (tries.some((reply) => reply.kind === 'bad-pec' || reply.kind === 'withheld')) return 'garbled'
  return walkMetData ? 'foreign' : 'none'
}

function hasWrongCount(reply: UdidReply): boolean {
  return reply.kind === 'bad-count' || (reply.kind === 'withheld' && reply.why === 'count')
}
