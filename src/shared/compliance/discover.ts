import { askUdid } from '#shared/arp/ask-udid.ts'
import { ARP_COMMAND } from '#shared/arp/commands.ts'
import { enumerate, type EnumerateOptions } from '#shared/arp/enumerate.ts'
import type { Roster, RosterEntry } from '#shared/arp/roster.ts'
import type { ArpSession } from '#shared/arp/session.ts'
import type { UdidReply } from '#shared/arp/udid-reply.ts'
import { DeviceUnderTest } from './device-under-test.ts'

/** Who is on the bus before the checks. */
export interface Discovery {
  readonly roster: Roster
  /** What the first Get UDIDs came to. */
  readonly firstReplies: readonly UdidReply[]
  /** The devices that can be checked, in the order of the roster, with the number each has there. */
  readonly devices: readonly { readonly device: number; readonly dut: DeviceUnderTest }[]
}

/** Looks, then enumerates: every device is at an address of its own before anything is tried on one of them. */
export async function discover(session: ArpSession, options: EnumerateOptions): Promise<Discovery> {
  const { tries: firstReplies } = await askUdid(session, {
    step: 'look',
    command: ARP_COMMAND.getUdid,
    refusals: session.policy.lookTries,
  })
  const roster = await enumerate(session, options)
  const homes = new Map<number, number>()
  for (const { state } of roster.entries) {
    const home = state.address ?? state.addressBefore ?? (await freeAddress(session, options, state.udid))
    if (home !== null) homes.set(state.device, home)
  }
  const spare = await freeAddress(session, options, '')
  const devices = roster.entries.flatMap(({ state }) => {
    const home = homes.get(state.device)
    if (home === undefined) return []
    const others = neighbours(roster.entries, homes, state.device)
    const directedOnly = state.deviceClass === 'fixed-not-discoverable'
    const parts = { udid: state.udid, home, spare, others, move: options.move, directedOnly, firstReplies }
    return [{ device: state.device, dut: new DeviceUnderTest(session, parts) }]
  })
  return { roster, firstReplies, devices }
}

/** The devices besides `device` that obey Assign Address. */
function neighbours(entries: readonly RosterEntry[], homes: ReadonlyMap<number, number>, device: number) {
  return entries.flatMap(({ state }) => {
    const address = homes.get(state.device)
    const takesAssign = state.device !== device && state.deviceClass !== 'fixed-not-discoverable'
    return takesAssign && address !== undefined ? [{ udid: state.udid, address }] : []
  })
}

/** The next address of the pool at which nobody answers, taken out of it; null where there is none. */
async function freeAddress(
  session: ArpSession,
  { pool, probe }: EnumerateOptions,
  udid: string,
): Promise<number | null> {
  for (;;) {
    const { address } = pool.next(udid)
    if (address === undefined) return null
    pool.take(address, 'used by a check')
    if (!probe || !(await session.probe('probe', address)).acknowledged) return address
  }
}
