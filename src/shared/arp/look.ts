import { HIGHEST_TARGET_ADDRESS, LOWEST_ARP_ADDRESS, range } from '#shared/i2c/address.ts'
import { askUdid, reportOddities, type UdidAnswer } from './ask-udid.ts'
import { ARP_COMMAND } from './commands.ts'
import { finding } from './findings.ts'
import type { ArpSession } from './session.ts'
import { walk, type WalkedDevice } from './walk.ts'

/** Every address a directed command can name. */
export const DIRECTED_RANGE: readonly number[] = range(LOWEST_ARP_ADDRESS, HIGHEST_TARGET_ADDRESS)

/** What is at 0x61, as found without writing more than one byte. */
export type Sight =
  /** At least one valid UDID came: ARP is spoken here. `walked` is null when no walk was needed. */
  | { readonly kind: 'arp'; readonly walked: readonly WalkedDevice[] | null }
  /** The address was certainly not acknowledged: a write to it reaches nobody. */
  | { readonly kind: 'nobody'; readonly evidence: readonly number[] }
  /** Somebody acknowledged, or the adapter can't tell; nobody showed a UDID. `foreign` when data came. */
  | { readonly kind: 'unclear'; readonly foreign: boolean; readonly evidence: readonly number[] }

/**
 * Looks before anything is written that could do harm: a general Get UDID (one byte written), and where
 * that settles nothing a walk of directed ones. Parts that are no ARP devices live at 0x61 too.
 */
export async function look(session: ArpSession): Promise<Sight> {
  session.phase('look')
  const answer = await askUdid(session, 'look', ARP_COMMAND.getUdid, session.policy.lookTries)
  if (answer.reply.kind === 'udid') {
    reportOddities(session, null, answer, 'The first Get UDID')
    return { kind: 'arp', walked: null }
  }
  const evidence = answer.tries.map((reply) => reply.seq)
  if (answer.tries.every((reply) => reply.kind === 'refused' && reply.at === 'address')) {
    return { kind: 'nobody', evidence }
  }
  const { devices, dataCame } = await walk(session, DIRECTED_RANGE)
  if (devices.length > 0) return { kind: 'arp', walked: devices }
  reportOddities(session, null, answer, 'The first Get UDID')
  return { kind: 'unclear', foreign: dataCame || answer.tries.some(carriesData), evidence }
}

/**
 * Looks, and says so where nobody speaks ARP. False: stop here. `onNobody` decides what a bus means where
 * 0x61 is not acknowledged at all.
 */
export function reportAbsence(session: ArpSession, sight: Exclude<Sight, { kind: 'arp' }>): void {
  if (sight.kind === 'unclear' && sight.foreign) {
    session.raise(
      null,
      finding(
        'foreign-device-at-0x61',
        'Something at 0x61 sends data that is no UDID: a part that is no ARP device, so nothing more was sent. --prepare-anyway goes on',
        sight.evidence,
      ),
    )
    return
  }
  const seen =
    sight.kind === 'nobody'
      ? 'Nobody acknowledged 0x61: no ARP device, or none powered. Power the card for 500 ms first'
      : 'Nobody at 0x61 showed a UDID, and the command byte was refused: no ARP device with an address, or none that is unresolved'
  session.raise(
    null,
    finding('no-arp-device', `${seen}. Fixed devices that are not discoverable show with --with-fixed`, sight.evidence),
  )
}

function carriesData(reply: UdidAnswer['reply']): boolean {
  return reply.kind === 'bad-pec' || reply.kind === 'bad-count'
}
