import { pec } from '#shared/smbus/pec.ts'
import { GET_UDID, recogniseCommand } from './arp-command.ts'
import { ArpDevice } from './arp-device.ts'
import type { ArpDeviceSetup } from './arp-device.ts'
import { FaultPlan } from './arp-fault.ts'
import type { ArpFault, FaultOccasion } from './arp-fault.ts'
import { faultIndex, replyByte } from './arp-reply.ts'
import type { ReplyContent, ReplyFault } from './arp-reply.ts'
import type { HeldLines, SentByte, SimTarget } from './target.ts'

const DEFAULT_ADDRESS = 0x61
const DEFAULT_ADDRESS_WRITE = 0xc2
const BLOCK_BYTES = 17
const FILLER = 0xff
/** What a one-byte read at its own address returns. */
const OWN_DATA = 0x00
const NOT_READY_US = 300_000
/** What of a UDID a device compares that is content with its kind. */
const PARTIAL_UDID_BYTES = 12
/** Pulses after which a device that hangs in the middle of a byte is through with it. */
const SDA_FREED_AFTER_PULSES = 5

/** Bytes the controller sends in Assign Address, counted as in a transfer report: 0 is the address byte. */
const COUNT_INDEX = 2
const UDID_INDEX = 3
const ADDRESS_INDEX = 19
/** Code, count, UDID, address, PEC. */
const LONGEST_WRITE_BYTES = 20

const NOTHING_HELD: HeldLines = { sda: false, scl: false }
const REPLY_FAULTS: readonly ReplyFault[] = ['bad-pec', 'short-count', 'long-count', 'filler']

/** A command the device takes part in. */
interface Command {
  readonly occasion: FaultOccasion
  readonly code: number
}

/** What an ARP device does with the byte that comes next. */
type Phase = 'deaf' | 'code' | 'payload' | 'awaits-read' | 'talks' | 'own'

/** An ARP device on the wire: the commands at 0x61 byte by byte, and its own address once it has one (SMBus 3.x, ARP). */
export class ArpTarget implements SimTarget {
  readonly name: string
  readonly yields: boolean
  readonly device: ArpDevice
  readonly #faults: FaultPlan
  #phase: Phase = 'deaf'
  #command: Command | null = null
  /** Bytes written in this transaction, the address byte not among them. */
  readonly #received = new Uint8Array(LONGEST_WRITE_BYTES)
  #receivedBytes = 0
  /** What it is sending; null while it is read at its own address. */
  #reply: ReplyContent | null = null
  #replyFault: ReplyFault | null = null
  /** The UDID of an Assign under way turned out to be another's, which has not been said yet. */
  #isForAnother = false
  #sentBytes = 0
  #stretchUs = 0
  #firstCommandUs: number | null = null
  #isNotReady = false
  #hasVanished = false
  #sdaHeldForPulses = 0
  #holdsScl = false

  constructor(setup: ArpDeviceSetup, faults: readonly ArpFault[] = []) {
    this.device = new ArpDevice(setup)
    this.name = `arp ${setup.udid}`
    this.yields = setup.behaviour !== 'no-arbitration'
    this.#faults = new FaultPlan(faults)
  }

  /** Whether a fault took it off the bus. */
  get hasVanished(): boolean {
    return this.#hasVanished
  }

  /** Something goes wrong with it in the middle of a run: a fault it has from its next transaction on. */
  befall(fault: ArpFault): void {
    this.#faults.add(fault)
  }

  /** See {@link SimTarget.powerOn}. */
  powerOn(): void {
    this.device.powerOn()
    this.abandon()
    this.#firstCommandUs = null
    this.#hasVanished = false
    this.#sdaHeldForPulses = 0
    this.#holdsScl = false
  }

  /** See {@link SimTarget.select}. */
  select(address: number, isRead: boolean, nowUs: number): boolean {
    const command = this.#phase === 'awaits-read' ? this.#command : null
    this.abandon()
    if (this.#isOut()) return false
    if (address === DEFAULT_ADDRESS) {
      if (this.#faults.refusesAddress(false)) return false
      this.#firstCommandUs ??= nowUs
      return isRead ? this.#openReply(command, nowUs) : this.#openCommand(nowUs)
    }
    return this.device.owns(address) && this.#openOwn(isRead)
  }

  /** See {@link SimTarget.receive}. */
  receive(byte: number): boolean {
    const index = ++this.#receivedBytes
    if (index <= LONGEST_WRITE_BYTES) this.#received[index - 1] = byte
    if (this.#isOut() || this.#faults.refuses(index)) return this.#nack()
    switch (this.#phase) {
      case 'code':
        return this.#takeCode(byte)
      case 'payload':
        return this.#takePayload(byte)
      case 'own':
        return true
      default:
        return this.#nack()
    }
  }

  /** See {@link SimTarget.offer}. */
  offer(): number {
    if (this.#reply) return replyByte(this.#reply, this.#sentBytes)
    return this.#sentBytes === 0 ? OWN_DATA : FILLER
  }

  /** See {@link SimTarget.sent}. */
  sent({ won }: SentByte): void {
    const index = this.#sentBytes++
    // A fault that lost the arbitration did not reach the controller, so it has not struck.
    if (won && this.#replyFault && index === faultIndex(this.#replyFault)) this.#faults.strikes(this.#replyFault)
  }

  /** See {@link SimTarget.stop}. */
  stop(): void {
    if (this.#phase === 'payload' && this.device.behaviour === 'no-pec-check' && this.#lacksOnlyPec()) this.#execute()
    this.abandon()
  }

  /** See {@link SimTarget.abandon}. */
  abandon(): void {
    this.#phase = 'deaf'
    this.#command = null
    this.#receivedBytes = 0
    this.#isForAnother = false
    this.#stretchUs = 0
  }

  /** See {@link SimTarget.stretchUs}. */
  stretchUs(): number {
    const us = this.#stretchUs
    this.#stretchUs = 0
    return us
  }

  /** See {@link SimTarget.holds}. */
  holds(): HeldLines {
    if (this.#sdaHeldForPulses === 0 && !this.#holdsScl) return NOTHING_HELD
    return { sda: this.#sdaHeldForPulses > 0, scl: this.#holdsScl }
  }

  /** See {@link SimTarget.pulsed}. */
  pulsed(): void {
    if (this.#sdaHeldForPulses > 0) this.#sdaHeldForPulses--
  }

  #isOut(): boolean {
    return this.#hasVanished || this.#sdaHeldForPulses > 0 || this.#holdsScl
  }

  #nack(): false {
    this.#phase = 'deaf'
    return false
  }

  #openCommand(nowUs: number): boolean {
    this.#faults.disarm()
    this.#phase = 'code'
    this.#isNotReady = this.#notReadyAt(nowUs)
    return true
  }

  #notReadyAt(nowUs: number): boolean {
    return this.device.behaviour === 'not-ready-300ms' && nowUs - (this.#firstCommandUs ?? nowUs) < NOT_READY_US
  }

  /** The repeated address byte of Get UDID; a read of 0x61 out of the blue is nobody's. */
  #openReply(command: Command | null, nowUs: number): boolean {
    if (!command || this.#notReadyAt(nowUs) || this.#faults.refuses(2)) return false
    this.#strikeAtOnce()
    if (this.#hasVanished) return false
    const isFiller = command.code === GET_UDID && this.device.addressResolved
    this.#replyFault = this.#faults.isArmed ? (REPLY_FAULTS.find((kind) => this.#faults.has(kind)) ?? null) : null
    this.#reply = {
      code: command.code,
      udid: this.device.udidBytes,
      addressByte: this.device.replyAddressByte,
      fault: isFiller ? 'filler' : this.#replyFault,
      pecOverDataOnly: this.device.behaviour === 'pec-without-address',
    }
    this.#sentBytes = 0
    this.#phase = 'talks'
    return true
  }

  #openOwn(isRead: boolean): boolean {
    if (this.#faults.refusesAddress(true)) return false
    this.#faults.arm('address')
    if (this.#faults.strikes('ignore')) return false
    this.#strikeAtOnce()
    this.#replyFault = null
    this.#reply = null
    this.#sentBytes = 0
    this.#phase = isRead ? 'talks' : 'own'
    return true
  }

  #takeCode(code: number): boolean {
    const occasion = recogniseCommand(this.device, code)
    if (!occasion) return this.#nack()
    this.#faults.arm(occasion)
    const isRead = occasion === 'get-udid' || occasion === 'get-udid-directed'
    if (this.#faults.refuses(1) || (isRead && this.#faults.strikes('ignore'))) return this.#nack()
    this.#command = { occasion, code }
    this.#phase = isRead ? 'awaits-read' : 'payload'
    // A device that is to reply has its accidents while it gets the reply ready.
    if (!isRead) this.#strikeAtOnce()
    return true
  }

  /** Faults that take the device out of the transaction, or hold it up. */
  #strikeAtOnce(): void {
    if (!this.#faults.isArmed) return
    this.#stretchUs = 1000 * this.#faults.stretchMs()
    if (this.#faults.strikes('vanish')) this.#hasVanished = true
    if (this.#faults.strikes('hold-sda')) this.#sdaHeldForPulses = SDA_FREED_AFTER_PULSES
    if (this.#faults.strikes('hold-scl')) this.#holdsScl = true
  }

  /** Bytes of Prepare and Reset (their PEC) and of Assign after the code. */
  #takePayload(byte: number): boolean {
    const index = this.#receivedBytes
    if (this.#command?.occasion === 'assign' && index <= ADDRESS_INDEX) {
      if (index === COUNT_INDEX) return (byte === BLOCK_BYTES && !this.#isNotReady) || this.#nack()
      if (index < ADDRESS_INDEX) return this.#takesUdidByte(byte, index - UDID_INDEX) || this.#nack()
      return true
    }
    if (!this.#pecIsGood() || this.#isForAnother) return this.#nack()
    this.#execute()
    this.#phase = 'deaf'
    return true
  }

  #takesUdidByte(byte: number, index: number): boolean {
    const { behaviour, udidBytes } = this.device
    const isOwn = byte === udidBytes[index] || (behaviour === 'partial-udid' && index >= PARTIAL_UDID_BYTES)
    if (behaviour !== 'late-nack') return isOwn
    this.#isForAnother ||= !isOwn
    return true
  }

  #pecIsGood(): boolean {
    if (this.#faults.strikes('bad-pec')) return false
    return (
      this.device.behaviour === 'no-pec-check' ||
      pec([DEFAULT_ADDRESS_WRITE, ...this.#received.subarray(0, this.#receivedBytes)]) === 0
    )
  }

  #lacksOnlyPec(): boolean {
    return this.#receivedBytes === (this.#command?.occasion === 'assign' ? ADDRESS_INDEX : 1)
  }

  #execute(): void {
    if (this.#faults.strikes('ignore')) return
    const occasion = this.#command?.occasion
    if (occasion === 'prepare') this.device.prepare()
    else if (occasion === 'reset') this.device.reset()
    else if (occasion === 'assign') this.device.assign(this.#received[ADDRESS_INDEX - 1] ?? 0)
  }
}
