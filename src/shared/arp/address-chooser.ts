import { formatAddress, reservationOf } from '#shared/i2c/address.ts'
import type { AddressPool } from './address-pool.ts'
import type { AssignedBy, RefusedAddress } from './events.ts'
import { finding } from './findings.ts'
import type { Roster, RosterEntry } from './roster.ts'
import type { ArpSession } from './session.ts'

/** The address a device is to get, and who decided it. */
export interface AddressChoice {
  readonly address: number
  readonly assignedBy: AssignedBy
}

/** What decides an address besides the device itself. */
export interface ChoiceRules {
  readonly pool: AddressPool
  /** Probe a pool address before it is given out. */
  readonly probe: boolean
  /** Move devices off addresses that are reserved or outside the pool, rewriting a persistent one's memory. */
  readonly move: boolean
  /** Addresses given out in this run at which two devices answered: not kept, though a device holds them. */
  readonly disputed: ReadonlySet<number>
}

/** Chooses addresses for devices that were found, and says why each one. */
export class AddressChooser {
  readonly #session: ArpSession
  readonly #roster: Roster
  readonly #rules: ChoiceRules

  constructor(session: ArpSession, roster: Roster, rules: ChoiceRules) {
    this.#session = session
    this.#roster = roster
    this.#rules = rules
  }

  /**
   * The address for a device that reported `addressBefore`: its own where it is fixed or holds a usable one,
   * else the next of the pool at which nothing answers. Undefined, and a finding, where there is none to give.
   */
  async choose(entry: RosterEntry): Promise<AddressChoice | undefined> {
    if (entry.fields.addressType === 'fixed') return this.#fixed(entry)
    const { addressBefore } = entry.state
    if (addressBefore === null || !this.#mayKeep(entry, addressBefore)) return this.#fromPool(entry)
    this.#rules.pool.take(addressBefore, `held by device ${entry.state.device}`)
    this.#announce(entry, addressBefore, 'the device holds it')
    return { address: addressBefore, assignedBy: 'kept' }
  }

  #fixed(entry: RosterEntry): AddressChoice | undefined {
    const { device, addressBefore, evidence } = entry.state
    if (addressBefore === null) {
      const message =
        'Says its address is fixed, yet reports none: nothing was assigned, and devices behind it stay hidden'
      this.#session.raise(device, finding('malformed-udid', message, evidence, 'error'))
      return undefined
    }
    const holder = this.#roster.holderOf(addressBefore, device)?.state
    if (holder) {
      const message = `Fixed at ${formatAddress(addressBefore)}, which device ${holder.device} (${holder.udid}) holds too`
      this.#session.raise(device, finding('address-conflict', message, [...holder.evidence, ...evidence]))
      this.#roster.update(holder.device, { status: 'conflict' })
    }
    this.#rules.pool.take(addressBefore, `held by device ${device}`)
    this.#reportReserved(entry, addressBefore, 'can have no other')
    this.#announce(entry, addressBefore, 'fixed')
    return { address: addressBefore, assignedBy: 'kept' }
  }

  /** Whether a device keeps the address it holds; says where that address is an unusual one. */
  #mayKeep(entry: RosterEntry, held: number): boolean {
    const { pool, move, disputed } = this.#rules
    if (this.#roster.holderOf(held, entry.state.device) || disputed.has(held)) return false
    if (move && !pool.includes(held)) return false
    this.#reportReserved(entry, held, 'keeps it; --move gives it another')
    return true
  }

  /** An address outside the pool is worth a remark, a reserved one a warning, one that nobody may have an error. */
  #reportReserved({ state }: RosterEntry, held: number, outcome: string): void {
    if (this.#rules.pool.includes(held)) return
    const reservation = reservationOf(held)
    const severity = reservation === undefined ? 'info' : reservation.kind === 'soft' ? 'warning' : 'error'
    const message = `Holds ${formatAddress(held)} (${reservation?.why ?? 'not in the pool'}) and ${outcome}`
    this.#session.raise(state.device, finding('reserved-address', message, state.evidence, severity))
  }

  async #fromPool(entry: RosterEntry): Promise<AddressChoice | undefined> {
    const { device, udid, evidence } = entry.state
    const { pool, probe } = this.#rules
    for (;;) {
      const { address, why, refused } = pool.next(udid)
      if (address === undefined) {
        const message = 'No address of the pool is free; --pool wide, or a longer --pool LIST, gives more'
        this.#session.raise(device, finding('pool-exhausted', message, evidence))
        return undefined
      }
      if (probe && (await this.#isOccupied(address))) continue
      pool.take(address, `given to device ${device}`)
      this.#announce(entry, address, why, refused)
      return { address, assignedBy: 'arpeggio' }
    }
  }

  /** A NACK does not prove an address free; an ACK proves it is not. */
  async #isOccupied(address: number): Promise<boolean> {
    const { acknowledged } = await this.#session.probe('probe', address)
    if (acknowledged) {
      this.#rules.pool.take(address, 'something answers there')
      this.#session.observe({ type: 'other-address', address, answersTo: 'read' })
    }
    return acknowledged
  }

  #announce(entry: RosterEntry, address: number, why: string, refused: readonly RefusedAddress[] = []): void {
    this.#session.observe({ type: 'address-chosen', device: entry.state.device, address, why, refused })
  }
}
