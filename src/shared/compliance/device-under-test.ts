import { ARP_COMMAND, directedGetUdid, directedReset, encodeAssignment, canBeDirected } from '#shared/arp/commands.ts'
import { DEVICE_DEFAULT_ADDRESS } from '#shared/i2c/address.ts'
import type { ArpSession } from '#shared/arp/session.ts'
import { decodeUdid, type AddressType, type Udid } from '#shared/arp/udid.ts'
import type { UdidReply } from '#shared/arp/udid-reply.ts'
import type { SmbusReply } from '#shared/smbus/link.ts'
import { Unruled } from './ruling.ts'

/** A device that has an address of its own on the bus. */
export interface Settled {
  readonly udid: Udid
  readonly address: number
}

/** What is known of the device under test, and what may be done to it. */
export interface DutParts {
  readonly udid: Udid
  /** The address it holds, or was given. */
  readonly home: number
  /** An address nobody answers at, to move it to and back; null where the pool has none. */
  readonly spare: number | null
  /** The other ARP devices of the bus. */
  readonly others: readonly Settled[]
  /** A persistent device may be moved and reset, which rewrites its memory. */
  readonly move: boolean
  /** Answers directed Get UDID alone. */
  readonly directedOnly: boolean
  /** What the first Get UDIDs on this bus came to, before anything else was sent. */
  readonly firstReplies: readonly UdidReply[]
}

/** The device that is being checked, and the hands to check it with. What is sent while a check runs is its evidence. */
export class DeviceUnderTest {
  readonly session: ArpSession
  readonly parts: DutParts
  readonly type: AddressType
  /** Every Get UDID reply that can only be this device's, whatever was wrong with it. */
  readonly heard: UdidReply[] = []
  #udid: Udid
  #evidence: number[] = []

  constructor(session: ArpSession, parts: DutParts) {
    this.session = session
    this.parts = parts
    this.#udid = parts.udid
    this.type = decodeUdid(parts.udid).addressType
  }

  /** The UDID as last seen: a random one is renewed by Reset. */
  get udid(): Udid {
    return this.#udid
  }

  /** `seq` of what was sent since {@link begin}. */
  get evidence(): readonly number[] {
    return [...new Set(this.#evidence)].sort((one, other) => one - other)
  }

  /** The address it is at while nothing else is being tried. */
  get home(): number {
    return this.parts.home
  }

  /** Nobody else on the bus could answer in its stead. */
  get isAlone(): boolean {
    return this.parts.others.length === 0
  }

  /** Another check begins. */
  begin(): void {
    this.#evidence = []
  }

  /** A general Get UDID. */
  async ask(): Promise<UdidReply> {
    const reply = this.#note(await this.session.getUdid('get-udid', ARP_COMMAND.getUdid))
    if (this.isOwn(reply) || (this.isAlone && reply.kind !== 'refused')) this.heard.push(reply)
    return reply
  }

  /** A directed Get UDID. */
  async askAt(address: number): Promise<UdidReply> {
    const reply = this.#note(await this.session.getUdid('confirm', directedGetUdid(address)))
    if (this.isOwn(reply) || (address === this.home && reply.kind !== 'refused')) this.heard.push(reply)
    return reply
  }

  /** A read by a code that names no command. */
  async askByCode(code: number): Promise<UdidReply> {
    return this.#note(await this.session.getUdid('get-udid', code))
  }

  /** Whether a reply is this device's, as far as its UDID tells. */
  isOwn(reply: UdidReply): reply is Extract<UdidReply, { kind: 'udid' | 'bad-pec' }> {
    return (reply.kind === 'udid' || reply.kind === 'bad-pec') && reply.udid === this.#udid
  }

  /** Prepare to ARP; the other devices are resolved again, so that they keep out of what follows. */
  async prepare(): Promise<SmbusReply> {
    const sent = await this.prepareEverybody()
    await this.quieten()
    return sent
  }

  /** Prepare to ARP, and nothing else. */
  async prepareEverybody(): Promise<SmbusReply> {
    return this.#note(await this.session.sendCommand('prepare', ARP_COMMAND.prepare))
  }

  /** Assigns every other device the address it has, except `loud`. */
  async quieten(loud?: Udid): Promise<void> {
    for (const { udid, address } of this.parts.others) {
      if (udid !== loud) this.#note(await this.session.assign(encodeAssignment(udid, address)))
    }
  }

  /** Assign Address: home unless told otherwise; `bit0` is that of the address byte. */
  async assign(address = this.home, { udid = this.#udid, bit0 = 0 } = {}): Promise<SmbusReply> {
    const block = encodeAssignment(udid, address)
    block[block.length - 1] = (address << 1) | bit0
    return this.#note(await this.session.assign(block))
  }

  /** A directed Reset Device. */
  async resetAt(address: number): Promise<SmbusReply> {
    return this.#note(await this.session.sendCommand('reset', directedReset(address)))
  }

  /** The general Reset Device. */
  async resetAll(): Promise<SmbusReply> {
    return this.#note(await this.session.sendCommand('reset', ARP_COMMAND.reset))
  }

  /**
   * Bytes to 0x61 with a wrong PEC behind them.
   * @throws Unruled where the adapter always sends the right one
   */
  async sendWithWrongPec(step: 'prepare' | 'reset' | 'assign', bytes: Iterable<number>): Promise<SmbusReply> {
    const sent = await this.session.sendWrongPec(step, [...bytes])
    if (!sent) throw new Unruled('not-observable', 'this adapter computes the PEC itself and can send no wrong one')
    return this.#note(sent)
  }

  /** Whether somebody acknowledges a one-byte read there. */
  async readsAt(address: number): Promise<boolean> {
    const { seq, acknowledged } = await this.session.probe('probe', address)
    this.#evidence.push(seq)
    return acknowledged
  }

  /** Assigned at home, and silent to the general Get UDID. */
  async resolved(): Promise<void> {
    await this.assign()
    if (this.isOwn(await this.ask())) {
      throw new Unruled('not-observable', 'it takes part however often it is assigned its address; see assign-sets-ar')
    }
  }

  /** At home, and taking part in ARP; gives the reply that shows it. */
  async unresolved(): Promise<Extract<UdidReply, { kind: 'udid' | 'bad-pec' }>> {
    await this.assign()
    await this.prepare()
    const reply = await this.ask()
    if (this.isOwn(reply)) return reply
    throw new Unruled('not-observable', 'it does not take part after a Prepare to ARP; see prepare-clears-ar')
  }

  /** See {@link unresolved}; false where the device can't be brought to it. */
  async tryUnresolved(): Promise<boolean> {
    try {
      await this.unresolved()
      return true
    } catch (error) {
      if (error instanceof Unruled) return false
      throw error
    }
  }

  /** The spare address, to move the device to: @throws Unruled where it must not or can't be moved. */
  elsewhere(): number {
    if (this.type === 'fixed')
      throw new Unruled('not-applicable', 'its address is fixed: Assign Address does not move it')
    this.mayRewrite('moving')
    return this.spare()
  }

  /** An address nobody has: @throws Unruled where there is none. */
  spare(): number {
    const { spare } = this.parts
    if (spare !== null) return spare
    throw new Unruled(
      'not-observable',
      'no address of the pool is free to try it with; a longer --pool LIST gives more',
    )
  }

  /** @throws Unruled where `what` might rewrite the memory of a persistent device and nobody agreed to that */
  mayRewrite(what: 'moving' | 'resetting'): void {
    if (this.type !== 'persistent' || this.parts.move) return
    const reason = `not tried: it remembers its address without power, and ${what} it may rewrite that; --move agrees to it`
    throw new Unruled('not-observable', reason)
  }

  /** Where an Assign may point that is not to be taken: to the spare address where the device may be moved. */
  decoy(): number {
    const { spare, move } = this.parts
    return spare !== null && (this.type !== 'persistent' || move) ? spare : this.home
  }

  /** Takes over the UDID that a random-type device renewed, if that is what replied. */
  follow(reply: UdidReply): boolean {
    if (reply.kind !== 'udid' && reply.kind !== 'bad-pec') return false
    const stable = this.#udid.slice(0, 24)
    if (this.type !== 'random' || !reply.udid.startsWith(stable)) return this.isOwn(reply)
    this.#udid = reply.udid
    return true
  }

  /** Addresses the device never had, and nobody has as far as is known: all that is sent for them goes to 0x61. */
  strangers(): number[] {
    const { others, spare } = this.parts
    const held = new Set([this.home, spare, DEVICE_DEFAULT_ADDRESS, ...others.map(({ address }) => address)])
    const near = [1, 0x20, 2, 4, 8, 0x10].map((bit) => this.home ^ bit)
    return near.filter((address) => canBeDirected(address) && !held.has(address)).slice(0, 3)
  }

  /** One of {@link strangers}. */
  stranger(): number {
    const [stranger] = this.strangers()
    if (stranger === undefined) throw new Unruled('not-observable', 'every address near its own is taken')
    return stranger
  }

  /** Counts earlier replies among the evidence. */
  cite(replies: readonly UdidReply[]): void {
    this.#evidence.push(...replies.map(({ seq }) => seq))
  }

  #note<R extends { readonly seq: number }>(reply: R): R {
    this.#evidence.push(reply.seq)
    return reply
  }
}
