import { formatAddress } from '#shared/i2c/address.ts'
import { askUdid, type GoodUdid } from './ask-udid.ts'
import { ARP_COMMAND, canBeDirected, directedGetUdid } from './commands.ts'
import { confirm } from './confirm.ts'
import { enumerate, type EnumerateOptions } from './enumerate.ts'
import { Enumeration } from './enumeration.ts'
import type { PresenceChange } from './events.ts'
import { finding } from './findings.ts'
import type { Roster, RosterEntry } from './roster.ts'
import type { ArpSession } from './session.ts'
import { settle } from './settle.ts'
import { addressCandidates } from './udid-reply.ts'
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
  for (const entry of roster.entries) bus.tell('joined', entry, entry.state.evidence)
  const endMs = options.forMs === undefined ? Infinity : session.utcMs() + options.forMs
  while (session.utcMs() + options.intervalMs <= endMs) {
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

  constructor(session: ArpSession, roster: Roster, options: WatchOptions) {
    this.#session = session
    this.#roster = roster
    this.#options = options
  }

  tell(change: PresenceChange, entry: RosterEntry, evidence: readonly number[]): void {
    const tUtc = new Date(this.#session.utcMs()).toISOString()
    this.#session.observe({ type: 'presence', change, tUtc, device: entry.state.device, evidence })
  }

  async greetNewcomers(): Promise<void> {
    const enumeration = new Enumeration(this.#session, this.#roster, { ...this.#options, disputed: new Set() })
    const met = new Set<Udid>()
    for (let round = 0; round < this.#session.policy.maxRounds; round++) {
      const { reply } = await askUdid(this.#session, 'watch', ARP_COMMAND.getUdid, 1)
      if (reply.kind !== 'udid' || met.has(reply.udid)) return
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

  /** False when the newcomer goes on answering and hides all others. */
  async #greet(enumeration: Enumeration, reply: GoodUdid): Promise<boolean> {
    const outcome = this.#options.assign ? await enumeration.take(reply) : 'unassigned'
    const [address = null] = addressCandidates(reply.addressByte)
    const entry =
      this.#roster.find(reply.udid) ??
      this.#roster.add(reply.udid, { address, addressBefore: address, evidence: [reply.seq] })
    this.#session.raise(entry.state.device, finding('device-joined', 'Joined the bus', [reply.seq]))
    this.tell('joined', entry, entry.state.evidence)
    return outcome === 'settled'
  }

  /** A known device takes part in ARP again: it lost power or was reset, or another controller sent Prepare. */
  async #greetAgain(entry: RosterEntry, reply: GoodUdid): Promise<void> {
    const { device, udid, address, assignedBy } = entry.state
    if (!this.#options.assign || address === null || assignedBy === null) return
    if (!addressCandidates(reply.addressByte).includes(address)) await this.#suspectTwin(entry, address, reply)
    await settle(this.#session, this.#roster, entry, { address, assignedBy })
    const settled = this.#roster.find(udid) ?? entry
    const message = 'Takes part in ARP again: it lost power, was reset, or another controller sent Prepare'
    this.#session.raise(device, finding('second-controller', message, [reply.seq], 'info'))
    this.tell(settled.state.address === address ? 'changed' : 'moved', settled, [
      reply.seq,
      ...settled.state.evidence.slice(-2),
    ])
  }

  /** The UDID asks for an address while somebody still answers for it at the one it has. */
  async #suspectTwin(entry: RosterEntry, address: number, reply: GoodUdid): Promise<void> {
    const { device, udid } = entry.state
    const there = await confirm(this.#session, device, { udid, address }, { step: 'watch', tries: 1 })
    if (there.kind !== 'confirmed') return
    const message = `Another device with this UDID joined while one still answers at ${formatAddress(address)}`
    this.#session.raise(device, finding('duplicate-udid', message, [reply.seq, there.seq]))
    this.#roster.update(device, { status: 'conflict' })
  }

  async #check(entry: RosterEntry, address: number): Promise<void> {
    const { udid } = entry.state
    const answer = await askUdid(this.#session, 'watch', directedGetUdid(address), this.#session.policy.goneTries)
    if (answer.reply.kind === 'udid' && answer.reply.udid === udid) return
    const evidence = answer.tries.map((reply) => reply.seq)
    if (answer.reply.kind === 'udid') {
      this.#depart(
        entry,
        address,
        evidence,
        `Left: ${answer.reply.udid} answers at its address ${formatAddress(address)}`,
      )
    } else if (answer.reply.kind === 'refused') {
      this.#depart(entry, address, evidence, `Left: no answer at ${formatAddress(address)}, ${evidence.length} times`)
    }
  }

  #depart(entry: RosterEntry, address: number, evidence: readonly number[], message: string): void {
    const { device, udid } = entry.state
    this.#session.raise(device, finding('device-left', message, evidence))
    const left = this.#roster.update(device, { address: null, confirmed: false, status: 'not_assigned' })
    this.tell('left', left, evidence)
    this.#roster.remove(device)
    this.#options.pool.release(address, udid)
  }
}
