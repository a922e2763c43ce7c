import { formatAddress } from '#shared/i2c/address.ts'
import { askUdid, type GoodUdid } from './ask-udid.ts'
import { reportOddities } from './reply-oddities.ts'
import { ARP_COMMAND, canBeDirected, directedGetUdid } from './commands.ts'
import { confirm } from './confirm.ts'
import { enumerate, type EnumerateOptions } from './enumerate.ts'
import { Enumeration, type Conflict } from './enumeration.ts'
import type { PresenceChange } from './events.ts'
import { finding } from './findings.ts'
import { noteWaiting } from './note-waiting.ts'
import type { Roster, RosterEntry } from './roster.ts'
import type { ArpSession } from './session.ts'
import { settle } from './settle.ts'
import { addressCandidates, type UdidReply } from './udid-reply.ts'
import type { Udid } from './udid.ts'

/** What a watch is told to do. */
export interface WatchOptions extends EnumerateOptions {
  readonly intervalMs: number
  /** How long to watch after the enumeration; undefined until cancelled. */
  readonly forMs: number | undefined
  /** Give newcomers an address; otherwise they are only reported, and hide those with a higher UDID. */
  readonly assign: boolean
}

/**
 * Enumerates once, then watches: newcomers answer a general Get UDID sent without Prepare, which disturbs
 * nobody; the departed no longer answer a directed one. A device that another controller resolved before
 * it was seen is missed: only Prepare lists it again.
 */
export async function watch(session: ArpSession, options: WatchOptions): Promise<void> {
  const roster = await enumerate(session, options)
  const bus = new WatchedBus(session, roster, options)
  for (const entry of roster.entries) bus.tell('joined', entry)
  const endMs = options.forMs === undefined ? Infinity : session.nowMs() + options.forMs
  while (session.nowMs() + options.intervalMs <= endMs) {
    await session.sleep(options.intervalMs)
    session.phase('watch')
    await bus.greetNewcomers()
    await bus.missDeparted()
  }
}

/** The roster of a watched bus, kept true round by round. */
class WatchedBus {
  readonly #session: ArpSession
  readonly #roster: Roster
  readonly #options: WatchOptions
  /** Devices that have answered at their address: only of these does silence there mean that they left. */
  readonly #heard = new Set<number>()
  /** What the general Get UDID came to when it last showed nobody: said once, not every round. */
  #lastSilence: UdidReply['kind'] = 'refused'

  constructor(session: ArpSession, roster: Roster, options: WatchOptions) {
    this.#session = session
    this.#roster = roster
    this.#options = options
  }

  tell(change: PresenceChange, { state }: RosterEntry): void {
    const { device, confirmed, evidence } = state
    if (confirmed) this.#heard.add(device)
    const tUtc = new Date(this.#session.utcMs()).toISOString()
    this.#session.observe({ type: 'presence', change, tUtc, device, evidence })
  }

  async greetNewcomers(): Promise<void> {
    const enumeration = new Enumeration(this.#session, this.#roster, { ...this.#options, disputed: new Set() })
    const met = new Set<Udid>()
    for (let round = 0; round < this.#session.policy.maxRounds; round++) {
      const reply = await this.#askWhoWaits()
      if (!reply || met.has(reply.udid)) return
      met.add(reply.udid)
      const known = this.#roster.find(reply.udid)
      if (known) await this.#greetAgain(known, reply)
      else if (!(await this.#greet(enumeration, reply))) return
    }
  }

  async missDeparted(): Promise<void> {
    for (const entry of this.#roster.entries) {
      const { address } = entry.state
      if (address !== null && canBeDirected(address)) await this.#check(entry, address)
    }
  }

  async #askWhoWaits(): Promise<GoodUdid | undefined> {
    const answer = await askUdid(this.#session, { step: 'watch', command: ARP_COMMAND.getUdid, refusals: 1 })
    const { reply } = answer
    const known = reply.kind === 'udid' ? this.#roster.find(reply.udid) : undefined
    if (reply.kind !== this.#lastSilence) {
      reportOddities(this.#session, known?.state.device ?? null, answer, 'Get UDID')
    }
    if (reply.kind === 'udid') return reply
    this.#lastSilence = reply.kind
    return undefined
  }

  /** False when the newcomer goes on answering and hides all others. */
  async #greet(enumeration: Enumeration, reply: GoodUdid): Promise<boolean> {
    const outcome = this.#options.assign ? await enumeration.take(reply) : 'blocked'
    const entry = this.#roster.find(reply.udid) ?? (await noteWaiting(this.#session, this.#roster, reply))
    this.#session.raise(entry.state.device, finding('device-joined', 'Joined the bus', [reply.seq]))
    if (typeof outcome === 'object') this.#reportConflict(outcome)
    this.tell('joined', entry)
    return outcome === 'settled'
  }

  /** A known device takes part in ARP again: it lost power or was reset, or another controller sent Prepare. */
  async #greetAgain({ state }: RosterEntry, reply: GoodUdid): Promise<void> {
    const { device, udid, address, assignedBy, status } = state
    // One that never took its address would be told the same for ever.
    if (!this.#options.assign || address === null || assignedBy === null || status === 'failed') return
    let entry = this.#roster.update(device, {
      confirmed: false,
      status: status === 'conflict' ? status : 'unconfirmed',
      evidence: [reply.seq],
    })
    if (!addressCandidates(reply.addressByte).includes(address)) {
      entry = (await this.#isTwin(entry, address, reply)) ? this.#roster.update(device, { status: 'conflict' }) : entry
    }
    const settlement = await settle(this.#session, this.#roster, entry, { address, assignedBy })
    if (settlement.kind === 'silent') {
      this.#giveUp(device, address, settlement.evidence)
      return
    }
    if (settlement.kind === 'conflict') this.#reportConflict({ device, address, ...settlement })
    const settled = this.#roster.find(udid) ?? entry
    const message = 'Takes part in ARP again: it lost power, was reset, or another controller sent Prepare'
    this.#session.raise(device, finding('second-controller', message, [reply.seq], 'info'))
    this.tell(settled.state.address === address ? 'changed' : 'moved', settled)
  }

  /** Whether the UDID asks for an address while somebody still answers for it at the one it has; says so. */
  async #isTwin({ state }: RosterEntry, address: number, reply: GoodUdid): Promise<boolean> {
    const { device, udid } = state
    const there = await confirm(this.#session, device, { udid, address }, { step: 'watch', tries: 1 })
    if (there.kind !== 'confirmed') return false
    const message = `Another device with this UDID joined while one still answers at ${formatAddress(address)}`
    this.#session.raise(device, finding('duplicate-udid', message, [reply.seq, there.seq]))
    return true
  }

  #giveUp(device: number, address: number, evidence: readonly number[]): void {
    const message = `Asks for an address again, and does not answer at ${formatAddress(address)} after the Assign: left alone from here on`
    this.#session.raise(device, finding('assign-not-taken', message, evidence))
    this.#roster.update(device, { status: 'failed' })
  }

  #reportConflict({ device, address, other, seq }: Pick<Conflict, 'device' | 'address' | 'other' | 'seq'>): void {
    const message = `${other} answers at ${formatAddress(address)} too: enumerate again, or give one of the two another address`
    this.#session.raise(device, finding('address-conflict', message, [seq]))
  }

  async #check(entry: RosterEntry, address: number): Promise<void> {
    const { device, udid } = entry.state
    const answer = await askUdid(this.#session, {
      step: 'watch',
      command: directedGetUdid(address),
      refusals: this.#session.policy.goneTries,
    })
    const { reply, tries } = answer
    if (reply.kind === 'udid' && reply.udid === udid) {
      this.#heard.add(device)
      return
    }
    if (!this.#heard.has(device)) return
    const evidence = tries.map(({ seq }) => seq)
    const where = formatAddress(address)
    if (reply.kind === 'udid') this.#depart(entry, address, evidence, `Left: ${reply.udid} answers at ${where} now`)
    if (reply.kind === 'refused') {
      this.#depart(entry, address, evidence, `Left: no answer at ${where}, ${evidence.length} times`)
    }
  }

  #depart({ state }: RosterEntry, address: number, evidence: readonly number[], message: string): void {
    const { device, udid } = state
    this.#session.raise(device, finding('device-left', message, evidence))
    const gone = { address: null, addressBefore: address, confirmed: false, status: 'not_assigned', evidence } as const
    this.tell('left', this.#roster.update(device, gone))
    this.#roster.remove(device)
    this.#heard.delete(device)
    if (!this.#roster.holderOf(address)) this.#options.pool.release(address, udid)
  }
}
