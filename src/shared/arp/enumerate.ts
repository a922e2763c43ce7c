import { formatAddress } from '#shared/i2c/address.ts'
import { adoptWalked } from './adopt-walked.ts'
import type { GoodUdid } from './ask-udid.ts'
import type { AddressPool } from './address-pool.ts'
import { Enumeration } from './enumeration.ts'
import { finding } from './findings.ts'
import { DIRECTED_RANGE, look, reportAbsence, type Sight } from './look.ts'
import { prepare, resetAll } from './prepare.ts'
import { Roster } from './roster.ts'
import type { ArpSession } from './session.ts'
import { decodeUdid } from './udid.ts'
import { walk, type WalkedDevice } from './walk.ts'

/** What an enumeration is told to do. */
export interface EnumerateOptions {
  readonly pool: AddressPool
  /** Probe a pool address before it is given out. */
  readonly probe: boolean
  /** Move devices off addresses that are reserved or outside the pool, rewriting a persistent one's memory. */
  readonly move: boolean
  /** Walk all addresses even where the look does not need it, to find Fixed - Not Discoverable devices. */
  readonly withFixed: boolean
  readonly resetFirst: boolean
  /** Go on although the look showed no ARP device. */
  readonly prepareAnyway: boolean
}

/**
 * The ARP controller of SMBus 3.x and DSP0237 1.1.0 figure 2: look, Prepare, then Get UDID, Assign Address
 * and a confirming directed Get UDID for one device after the other, until nobody answers. Devices come in
 * ascending UDID order, as they win arbitration. What was odd is in the findings.
 *
 * Rejects with a BusError when the adapter or the bus fails, with the signal's reason when cancelled.
 */
export async function enumerate(session: ArpSession, options: EnumerateOptions): Promise<Roster> {
  const roster = new Roster(session)
  for (const [address, whose] of session.occupied) options.pool.take(address, whose)
  const met = await approach(session, options)
  if (!met) return roster
  const { walked, answered } = met
  for (const { address } of walked) options.pool.take(address, 'a device says it is its own')
  await enumerateWithRestarts(session, roster, options)
  await adoptNotDiscoverable(session, roster, walked)
  if (answered) missSilent(session, roster, answered)
  if (options.resetFirst) reportUnreset(session, roster)
  return roster
}

/** Devices that a Reset should have made drop their address (SMBus 3.x, Reset Device). */
function reportUnreset(session: ArpSession, roster: Roster): void {
  for (const { fields, state } of roster.entries) {
    const drops = fields.addressType === 'volatile' || fields.addressType === 'random'
    if (!drops || state.addressBefore === null) continue
    const message = `Still held ${formatAddress(state.addressBefore)} after Reset Device, which makes a ${fields.addressType} device drop it`
    session.raise(state.device, finding('nack-command', message, state.evidence, 'warning'))
  }
}

/** Whom the approach met: the devices a walk found, and the one that answered the look and is to be met again. */
interface Met {
  readonly walked: readonly WalkedDevice[]
  readonly answered: GoodUdid | null
}

/**
 * Everything before the first general Get UDID that counts: the look, Prepare, Reset and walk as far as they
 * are due. Undefined where nobody speaks ARP.
 */
async function approach(session: ArpSession, options: EnumerateOptions): Promise<Met | undefined> {
  const sight = await lookUntilPowered(session)
  if (sight.kind === 'nobody' && options.withFixed) {
    const { devices } = await walk(session, DIRECTED_RANGE)
    if (devices.length > 0) return { walked: devices, answered: null }
  }
  if (sight.kind === 'nobody' || (sight.kind === 'unclear' && !options.prepareAnyway)) {
    reportAbsence(session, sight)
    return undefined
  }
  await prepare(session)
  const { answered, walked } = sight.kind === 'arp' ? sight : { answered: null, walked: null }
  // A reset drops addresses and renews UDIDs, so what was found before it holds no longer.
  if (options.resetFirst) await resetAll(session)
  else if (walked) return { walked, answered: null }
  const devices = walked || options.withFixed ? (await walk(session, DIRECTED_RANGE)).devices : []
  return { walked: devices, answered: options.resetFirst && isRandom(answered) ? null : answered }
}

function isRandom(reply: GoodUdid | null): boolean {
  return reply !== null && decodeUdid(reply.udid).addressType === 'random'
}

/** Where nobody acknowledges 0x61 a Prepare harms nobody; a card that has just got power shows 500 ms later. */
async function lookUntilPowered(session: ArpSession): Promise<Sight> {
  const sight = await look(session)
  if (sight.kind !== 'nobody') return sight
  await prepare(session)
  await session.sleep(session.policy.lookAgainAfterMs)
  return look(session)
}

async function enumerateWithRestarts(session: ArpSession, roster: Roster, options: EnumerateOptions): Promise<void> {
  const disputed = new Set<number>()
  for (let restarts = 0; ; restarts++) {
    const conflict = await new Enumeration(session, roster, { ...options, disputed }).run()
    if (!conflict) return
    const { device, address, seq, other } = conflict
    const last = restarts >= session.policy.conflictRestarts
    const message = `Two devices answer at ${formatAddress(address)}, the other one is ${other}`
    const outcome = last ? 'stopped' : 'begun again without that address'
    session.raise(device, finding('address-conflict', `${message}; ${outcome}`, [seq], last ? 'error' : 'warning'))
    if (last) return
    options.pool.take(address, 'two devices claimed it')
    if (conflict.assignedBy === 'arpeggio') disputed.add(address)
    roster.restart(message)
    await prepare(session)
  }
}

/** The device that answered the look, where nothing was seen of it since. */
function missSilent(session: ArpSession, roster: Roster, { udid, seq }: GoodUdid): void {
  if (roster.find(udid)) return
  const message = `${udid} answered the first Get UDID and none after Prepare: it left the bus, or something keeps it from answering`
  session.raise(null, finding('device-left', message, [seq], 'error'))
}

/** Devices that the walk found and no general Get UDID did: the Fixed - Not Discoverable ones. */
async function adoptNotDiscoverable(
  session: ArpSession,
  roster: Roster,
  walked: readonly WalkedDevice[],
): Promise<void> {
  for (const found of walked) {
    if (roster.find(found.reply.udid)) continue
    if (decodeUdid(found.reply.udid).addressType === 'fixed') {
      await adoptWalked(session, roster, found, { deviceClass: 'fixed-not-discoverable' })
      continue
    }
    await adoptWalked(session, roster, found)
    const message = `${found.reply.udid} answers at ${formatAddress(found.address)} and never the general Get UDID, as one that is not fixed should`
    session.raise(null, finding('nack-command', message, [found.reply.seq], 'warning'))
  }
}
