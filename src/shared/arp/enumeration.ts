import { formatAddress } from '#shared/i2c/address.ts'
import { askUdid, type GoodUdid } from './ask-udid.ts'
import { reportOddities } from './reply-oddities.ts'
import { AddressChooser, type ChoiceRules } from './address-chooser.ts'
import { ARP_COMMAND } from './commands.ts'
import type { AssignedBy } from './events.ts'
import { finding } from './findings.ts'
import { reportedAddress } from './reported-address.ts'
import type { Roster, RosterEntry } from './roster.ts'
import type { ArpSession } from './session.ts'
import { settle } from './settle.ts'
import { addressCandidates } from './udid-reply.ts'
import { hasUnitNumber, lintUdid, type Udid } from './udid.ts'

/** Another UDID answered at an address that was given to `device`. */
export interface Conflict {
  readonly device: number
  readonly address: number
  readonly assignedBy: AssignedBy
  readonly other: Udid
  /** The directed Get UDID that shows it. */
  readonly seq: number
}

/** `blocked`: the device will go on answering and hides all with a higher UDID. */
type Outcome = 'settled' | 'blocked' | Conflict

/** One pass of Get UDID, Assign Address and confirm, until nobody answers. */
export class Enumeration {
  readonly #session: ArpSession
  readonly #roster: Roster
  readonly #chooser: AddressChooser
  readonly #timesBack = new Map<number, number>()
  readonly #silent = new Map<number, readonly number[]>()
  #previous: Udid = ''

  constructor(session: ArpSession, roster: Roster, rules: ChoiceRules) {
    this.#session = session
    this.#roster = roster
    this.#chooser = new AddressChooser(session, roster, rules)
  }

  /** Runs to the end, to a device that blocks it, or to a conflict, which it returns. */
  async run(): Promise<Conflict | undefined> {
    const { endTries, maxRounds } = this.#session.policy
    this.#session.phase('get-udid')
    for (let round = 1; ; round++) {
      const answer = await this.nextDevice(endTries)
      if (!answer) break
      const outcome = await this.take(answer)
      if (outcome === 'blocked') break
      if (outcome !== 'settled') return outcome
      if (round < maxRounds) continue
      const message = `Devices were still answering after ${maxRounds} rounds; stopped`
      this.#session.raise(null, finding('assign-not-taken', message))
      break
    }
    this.#reportSilent()
    return undefined
  }

  /** The device that answers the general Get UDID, or undefined when nobody does in `tries` tries. */
  async nextDevice(tries: number): Promise<GoodUdid | undefined> {
    const answer = await askUdid(this.#session, { step: 'get-udid', command: ARP_COMMAND.getUdid, refusals: tries })
    const { reply } = answer
    const known = reply.kind === 'udid' ? this.#roster.find(reply.udid) : undefined
    reportOddities(this.#session, known?.state.device ?? null, answer, 'Get UDID')
    return reply.kind === 'udid' ? reply : undefined
  }

  /** Gives the device that answered its address, and confirms it. */
  async take(reply: GoodUdid): Promise<Outcome> {
    const known = this.#roster.find(reply.udid)
    const previous = this.#previous
    this.#previous = reply.udid
    if (known) return this.#takeAgain(known, reply)
    const entry = await this.#welcome(reply, previous)
    const choice = await this.#chooser.choose(entry)
    if (!choice) return 'blocked'
    return this.#settle(entry, choice.address, choice.assignedBy)
  }

  async #welcome(reply: GoodUdid, previous: Udid): Promise<RosterEntry> {
    const session = this.#session
    const { fields, state } = this.#roster.add(reply.udid, { evidence: [reply.seq] })
    const say = (...raised: Parameters<typeof finding>): void => session.raise(state.device, finding(...raised))
    if (reply.udid < previous) {
      say('device-joined', 'Has a lower UDID than the device before it: it joined while the enumeration ran', [
        reply.seq,
      ])
    }
    const oddities = lintUdid(fields)
    if (oddities.length > 0) say('malformed-udid', `Odd UDID: ${oddities.join('; ')}`, [reply.seq])
    if (!hasUnitNumber(fields)) {
      const id = fields.vendorSpecificId.toString(16).padStart(8, '0')
      const message = `The vendor-specific ID is ${id}: two such devices answer as one and can't be told apart`
      say('duplicate-udid', message, [reply.seq], 'warning')
    }
    const addressBefore = await reportedAddress(session, state.device, reply)
    return this.#roster.update(state.device, { addressBefore })
  }

  /** A device that was given an address answers again: it did not take it, or something cleared its flags. */
  async #takeAgain(entry: RosterEntry, reply: GoodUdid): Promise<Outcome> {
    const { device, address, assignedBy, confirmed, evidence } = entry.state
    const times = (this.#timesBack.get(device) ?? 0) + 1
    this.#timesBack.set(device, times)
    if (confirmed) this.#explainReturn(entry, reply)
    else if (times === 1) {
      const message = 'Answers the general Get UDID again after the Assign, so it is assigned once more'
      this.#session.raise(device, finding('assign-not-taken', message, [...evidence, reply.seq], 'info'))
    }
    if (times >= this.#session.policy.notTakenTries || address === null || assignedBy === null) {
      this.#silent.delete(device)
      this.#roster.update(device, { confirmed: false, status: 'failed' })
      const message = `Still answers the general Get UDID after ${times} rounds of Assign: devices with a higher UDID stay hidden behind it`
      this.#session.raise(device, finding('assign-not-taken', message, [...evidence, reply.seq]))
      return 'blocked'
    }
    const status = this.#current(entry).state.status === 'conflict' ? 'conflict' : 'unconfirmed'
    const again = { confirmed: false, status, evidence: [...evidence, reply.seq] } as const
    return this.#settle(this.#roster.update(device, again), address, assignedBy)
  }

  #explainReturn(entry: RosterEntry, reply: GoodUdid): void {
    const { device, address } = entry.state
    if (address !== null && addressCandidates(reply.addressByte).includes(address)) {
      const message = `Answers again and still holds ${formatAddress(address)}: another controller sent Prepare, or the device lost power`
      this.#session.raise(device, finding('second-controller', message, [reply.seq]))
      return
    }
    const message =
      'The UDID is back after it was confirmed, without its address: a second device has the same UDID, or this one was reset'
    this.#session.raise(device, finding('duplicate-udid', message, [...entry.state.evidence, reply.seq]))
    this.#roster.update(device, { status: 'conflict' })
  }

  async #settle(entry: RosterEntry, address: number, assignedBy: AssignedBy): Promise<Outcome> {
    const { device } = entry.state
    const settlement = await settle(this.#session, this.#roster, this.#current(entry), { address, assignedBy })
    this.#silent.delete(device)
    if (settlement.kind === 'silent') this.#silent.set(device, settlement.evidence)
    if (settlement.kind !== 'conflict') return 'settled'
    return { device, address, assignedBy, other: settlement.other, seq: settlement.seq }
  }

  #current(entry: RosterEntry): RosterEntry {
    return this.#roster.find(entry.state.udid) ?? entry
  }

  /** Devices that took an address, stopped answering, and can't be found at it. */
  #reportSilent(): void {
    for (const [device, evidence] of this.#silent) {
      const message = 'Took the address, but does not answer a directed Get UDID for it: not confirmed'
      this.#session.raise(device, finding('nack-command', message, evidence, 'error'))
    }
  }
}
