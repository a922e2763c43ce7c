import { DEVICE_DEFAULT_ADDRESS, SMBUS_HOST_ADDRESS, formatAddress } from '#shared/i2c/address.ts'
import { formatByte, formatHex } from '#shared/i2c/hex.ts'
import { pec } from '#shared/smbus/pec.ts'
import { NO_ADDRESS, UDID_BLOCK_BYTES, decodeCommand, type ArpCommand } from './commands.ts'
import { parseFrame, type Frame } from './frame-text.ts'
import { UDID_BYTES, type Udid } from './udid.ts'

/** What a frame is: an ARP command, a notification to the SMBus host, or anything else. */
export type FrameKind = ArpCommand['name'] | 'notify' | 'other'

/** Some bytes of a frame and what they mean. */
export interface FrameField {
  readonly name: string
  /** Lower-case hex, two digits a byte. */
  readonly bytes: string
  readonly meaning: string
}

/** The PEC of a frame: the one it has, the one it should have, and the one of those who leave the address bytes out, of a reply the command too. */
export interface FramePec {
  readonly got: number | null
  readonly expected: number
  readonly withoutAddress: number
  /** `unknown`: the last byte is no PEC, and whether it should be only the device knows. */
  readonly verdict: 'good' | 'without-address' | 'wrong' | 'missing' | 'unknown'
}

/** One transaction explained. */
export interface DecodedFrame {
  readonly kind: FrameKind
  /** In words: `Get UDID, directed to 0x10`. */
  readonly title: string
  readonly operation: 'write' | 'read' | 'write_read'
  /** 7-bit. */
  readonly address: number
  readonly fields: readonly FrameField[]
  readonly udid: Udid | null
  /** The address a device reported or is given; null where there is none, or none in the frame. */
  readonly deviceAddress: number | null
  readonly pec: FramePec
  /** What is odd, one line each. */
  readonly notes: readonly string[]
}

const TITLES: Readonly<Record<ArpCommand['name'], string>> = {
  prepare: 'Prepare to ARP',
  reset: 'Reset Device, general',
  'get-udid': 'Get UDID, general',
  assign: 'Assign Address',
  'reset-directed': 'Reset Device, directed',
  'get-udid-directed': 'Get UDID, directed',
  reserved: 'a reserved command',
}

/**
 * Explains the bytes of one transaction (SMBus 3.x, ARP commands and Host Notify); see {@link parseFrame} for how they are
 * written. What is no SMBus ARP is explained as far as its address and its PEC.
 * @throws SyntaxError of one line where the text is no transaction
 */
export function decodeFrame(text: string): DecodedFrame {
  const frame = parseFrame(text)
  const addressByte = frame.first[0] ?? 0
  const address = addressByte >> 1
  const isWrite = (addressByte & 1) === 0
  if (isWrite && address === DEVICE_DEFAULT_ADDRESS && frame.first.length > 1) return new ArpFrame(frame).decode()
  if (isWrite && address === SMBUS_HOST_ADDRESS && frame.first.length >= 4) return new NotifyFrame(frame).decode()
  return new FrameReader(frame).finish('other', `a transaction with ${formatAddress(address)}, no ARP command`)
}

/** Takes a frame apart from its first byte on, and keeps what was found. */
class FrameReader {
  readonly frame: Frame
  readonly fields: FrameField[] = []
  readonly notes: string[] = []
  udid: Udid | null = null
  deviceAddress: number | null = null
  /** Index of the PEC within its half, where a PEC belongs; -1 where only the last byte can be asked. */
  protected pecAt = -1
  #offset = 0

  constructor(frame: Frame) {
    this.frame = frame
  }

  /** The half that carries the PEC. */
  get last(): Uint8Array {
    return this.frame.second ?? this.frame.first
  }

  /** Takes up to `count` bytes of a half as a field, if there are any. */
  protected take(half: Uint8Array, count: number, name: string, meaning: (bytes: Uint8Array) => string): Uint8Array {
    const bytes = half.subarray(this.#offset, this.#offset + count)
    this.#offset += bytes.length
    if (bytes.length > 0) this.fields.push({ name, bytes: formatHex(bytes), meaning: meaning(bytes) })
    return bytes
  }

  /** Begins with the address byte of a half. */
  protected takeAddress(half: Uint8Array): void {
    this.#offset = 0
    const isFirst = half === this.frame.first
    this.take(half, 1, isFirst ? 'address' : 'address again', ([byte = 0]) => {
      const direction = byte & 1 ? 'read' : 'write'
      return `${nameOf(byte >> 1)}, ${direction}${isFirst ? '' : ', after a repeated START'}`
    })
  }

  /** What is left of a half. */
  protected takeRest(half: Uint8Array, name: string, meaning: string): void {
    this.take(half, half.length, name, () => meaning)
  }

  finish(kind: FrameKind, title: string): DecodedFrame {
    const { first, second, refused } = this.frame
    if (this.fields.length === 0) this.#takeOther()
    const framePec = this.#judgePec(kind === 'other')
    if (framePec.verdict === 'without-address') this.notes.push('the PEC was computed without the address bytes')
    if (refused !== null && refused < first.length + (second ? 1 : 0)) {
      this.notes.push(`byte ${refused} was refused: nothing after it counts`)
    }
    const operation = second ? 'write_read' : (first[0] ?? 0) & 1 ? 'read' : 'write'
    const { fields, notes, udid, deviceAddress } = this
    return { kind, title, operation, address: (first[0] ?? 0) >> 1, fields, udid, deviceAddress, pec: framePec, notes }
  }

  #takeOther(): void {
    for (const half of [this.frame.first, this.frame.second]) {
      if (!half) continue
      this.takeAddress(half)
      this.takeRest(half, 'data', `${half.length - 1} bytes`)
    }
  }

  #judgePec(isOther: boolean): FramePec {
    const { first } = this.frame
    const at = this.pecAt < 0 ? this.last.length - 1 : this.pecAt
    const got = at > 0 ? (this.last[at] ?? null) : null
    const covered = this.last.subarray(0, at)
    const before = this.last === first ? [] : [...first]
    const expected = pec([...before, ...covered])
    const withoutAddress = this.#withoutAddress(before, covered, got)
    if (got === null) return { got, expected, withoutAddress, verdict: isOther ? 'unknown' : 'missing' }
    const verdict =
      got === expected ? 'good' : got === withoutAddress ? 'without-address' : isOther ? 'unknown' : 'wrong'
    return { got, expected, withoutAddress, verdict }
  }

  /** Targets known to leave the address bytes out leave out the command before a reply too; others may keep it. */
  #withoutAddress(before: readonly number[], covered: Uint8Array, got: number | null): number {
    const ofReply = pec(covered.subarray(1))
    const withCommand = pec([...before.slice(1), ...covered.subarray(1)])
    return got === withCommand ? withCommand : ofReply
  }

  /** The PEC, at the place where it belongs, and whatever should not come after it. */
  protected takePec(half: Uint8Array, at: number): void {
    this.pecAt = at
    this.take(half, 1, 'PEC', () => 'see below')
    this.takeRest(half, 'surplus', 'more bytes than the command has')
    if (half.length > at + 1) this.notes.push(`${half.length - at - 1} bytes more than the command has`)
  }
}

/** A command to the Device Default Address. */
class ArpFrame extends FrameReader {
  decode(): DecodedFrame {
    const { first } = this.frame
    const command = decodeCommand(first[1] ?? 0)
    const title = titleOf(command)
    this.takeAddress(first)
    this.take(first, 1, 'command', () => title)
    switch (command.name) {
      case 'get-udid':
      case 'get-udid-directed':
        this.#takeReply()
        break
      case 'assign':
        this.#takeBlock(
          first,
          2,
          (byte) => `0x${(byte >> 1).toString(16).padStart(2, '0')}; bit 0 (${byte & 1}) does not matter`,
        )
        break
      case 'reserved':
        this.notes.push('reserved command codes are 0x00 and 0x05-0x1f, and those of addresses above 0x77')
        this.takePec(first, 2)
        break
      default:
        this.takePec(first, 2)
    }
    return this.finish(command.name, title)
  }

  #takeReply(): void {
    const { first, second } = this.frame
    if (!second) {
      this.takeRest(first, 'surplus', 'no such bytes in a Get UDID: the reply comes after a repeated START')
      this.notes.push('no reply: Get UDID goes on with a repeated START and a read')
      // Before a reply there is no PEC to expect; that of the bytes so far is what it would begin with.
      this.pecAt = first.length
      return
    }
    this.takeAddress(second)
    this.#takeBlock(second, 1, (byte) => this.#reported(byte))
  }

  #reported(byte: number): string {
    if (byte === NO_ADDRESS) return 'no valid address'
    if ((byte & 1) === 0) this.notes.push('bit 0 of the address byte should be 1')
    return `the device holds ${formatAddress(byte >> 1)}`
  }

  /** Count, UDID, address byte and PEC; `at` is where the count stands in its half. */
  #takeBlock(half: Uint8Array, at: number, addressMeaning: (byte: number) => string): void {
    const [count] = this.take(half, 1, 'count', ([byte = 0]) => countMeaning(byte))
    if (count === undefined) {
      this.notes.push('ends before the byte count')
      this.pecAt = half.length
      return
    }
    if (count !== UDID_BLOCK_BYTES) {
      const isFiller = half.subarray(at).every((byte) => byte === 0xff)
      this.notes.push(
        isFiller
          ? 'filler: a resolved device that can not refuse the command sends 0xff; nobody is left to enumerate'
          : `byte count ${count} instead of ${UDID_BLOCK_BYTES}: nothing of what follows may be used`,
      )
      this.takeRest(half, 'data', 'not a UDID')
      return
    }
    const udid = this.take(half, UDID_BYTES, 'UDID', () => 'see below')
    if (udid.length === UDID_BYTES) this.udid = formatHex(udid)
    const [addressByte] = this.take(half, 1, 'address', ([byte = 0]) => addressMeaning(byte))
    if (addressByte === undefined) this.notes.push('ends before the address byte')
    else this.deviceAddress = addressByte === NO_ADDRESS ? null : addressByte >> 1
    this.takePec(half, Math.min(at + 1 + UDID_BLOCK_BYTES, half.length))
  }
}

/** Host Notify; from the Device Default Address it is Notify ARP Controller. */
class NotifyFrame extends FrameReader {
  decode(): DecodedFrame {
    const { first } = this.frame
    const sender = (first[1] ?? 0) >> 1
    const isArp = sender === DEVICE_DEFAULT_ADDRESS
    this.takeAddress(first)
    this.take(first, 1, 'sender', () =>
      isArp ? 'the Device Default Address: somebody without an address' : nameOf(sender),
    )
    this.take(first, 2, 'data', () => (isArp ? 'zero in a Notify ARP Controller' : 'status, low byte first'))
    this.takePec(first, 4)
    if (first.length === 4) this.notes.push('a notification may come without a PEC')
    return this.finish('notify', isArp ? 'Notify ARP Controller' : `Host Notify from ${formatAddress(sender)}`)
  }
}

function titleOf(command: ArpCommand): string {
  return 'address' in command ? `${TITLES[command.name]} to ${formatAddress(command.address)}` : TITLES[command.name]
}

function countMeaning(byte: number): string {
  return byte === UDID_BLOCK_BYTES
    ? '17: the UDID and an address byte'
    : `${byte}, and not 17 (${formatByte(UDID_BLOCK_BYTES)})`
}

function nameOf(address: number): string {
  switch (address) {
    case DEVICE_DEFAULT_ADDRESS:
      return 'SMBus Device Default Address 0x61'
    case SMBUS_HOST_ADDRESS:
      return 'SMBus host 0x08'
    default:
      return formatAddress(address)
  }
}
