import { BusError } from '#shared/i2c/errors.ts'
import type { Clock } from '#shared/i2c/clock.ts'
import { formatByte } from '#shared/i2c/hex.ts'
import type { HidPort } from '../ports.ts'
import { COMMAND, FLASH_STRING, REPORT_BYTES, encodeReadFlash, encodeStatus } from './codec.ts'

/** Reports that answer nothing asked, passed over before an answer is given up: what the systems' queues hold at most. */
const MAX_STRAYS = 64
/** Missing replies looked for in one call; each costs the whole patience. */
const MAX_LATE = 2
/** Wait for input left over by an earlier user, at opening. */
const DRAIN_MS = 2
/** A full-speed device has one slot a frame for a report, so none takes longer on its way than this. */
const FRAME_US = 1000

/**
 * One command, one reply, never two under way: replies carry no tag, only the echo of the command byte.
 * A reply that is not the one asked for is dropped and remembered, one that does not come is looked for once
 * more behind a command whose reply can't be mistaken.
 */
export class ReportExchange {
  readonly #port: HidPort
  readonly #clock: Clock
  readonly #replyTimeoutMs: number
  #quickestWriteUs = FRAME_US
  #transfers = 0
  #strays: number[] = []
  #outOfStep = false
  #late = 0
  #sentUs = 0

  /** `replyTimeoutMs`: how long a reply may take before it counts as missing. */
  constructor(port: HidPort, clock: Clock, replyTimeoutMs: number) {
    this.#port = port
    this.#clock = clock
    this.#replyTimeoutMs = replyTimeoutMs
  }

  /** Reports so far, either way. */
  get transfers(): number {
    return this.#transfers
  }

  /** When the system had sent the last command, by the clock: the chip acts on it no later than its reply shows. */
  get sentUs(): number {
    return this.#sentUs
  }

  /** The shortest time a report was seen to take to the chip, in microseconds: it counts for waiting. */
  get travelUs(): number {
    return this.#quickestWriteUs
  }

  /** Command bytes of the replies dropped since this was asked last. */
  takeStrays(): readonly number[] {
    const strays = this.#strays
    this.#strays = []
    return strays
  }

  /** A call of the bus begins: it has its own share of patience. */
  beginCall(): void {
    this.#late = 0
  }

  /** Throws away replies that an earlier user of the adapter left unread. */
  async drain(): Promise<void> {
    for (let i = 0; i < MAX_STRAYS; i++) if (!(await this.#port.read(DRAIN_MS))) return
  }

  /**
   * Sends a report and takes its reply: 64 bytes whose first is the command's.
   * @throws BusError `closed` when the device is gone, `adapter` when no such reply comes
   */
  async exchange(report: Uint8Array): Promise<Uint8Array> {
    if (this.#outOfStep) await this.#fallInStep()
    const command = report[0] ?? 0
    await this.#send(report)
    const { reply } = await this.#replyTo(command)
    return reply ?? this.#lateReplyTo(command)
  }

  async #send(report: Uint8Array): Promise<void> {
    const startUs = this.#clock.nowUs()
    await this.#port.write(report)
    this.#transfers++
    this.#sentUs = this.#clock.nowUs()
    this.#quickestWriteUs = Math.min(this.#quickestWriteUs, this.#sentUs - startUs)
  }

  /** The next reply with this echo, where one comes in time, and on the way to it one to `wanted`. All others are dropped. */
  async #replyTo(command: number, wanted?: number): Promise<{ reply?: Uint8Array; late?: Uint8Array }> {
    const deadlineUs = this.#clock.nowUs() + this.#replyTimeoutMs * 1000
    let late: Uint8Array | undefined
    for (let dropped = 0; dropped <= MAX_STRAYS; dropped++) {
      const leftMs = Math.ceil((deadlineUs - this.#clock.nowUs()) / 1000)
      const reply = leftMs > 0 ? await this.#port.read(leftMs) : undefined
      if (!reply) break
      this.#transfers++
      const isWhole = reply.length === REPORT_BYTES
      if (isWhole && reply[0] === command) return late ? { reply, late } : { reply }
      this.#strays.push(reply[0] ?? 0)
      if (isWhole && reply[0] === wanted) late = reply
    }
    return {}
  }

  /** The chip answers in order: what came late comes before the reply to the next command, or it never will. */
  async #lateReplyTo(command: number): Promise<Uint8Array> {
    if (++this.#late > MAX_LATE) {
      this.#outOfStep = true
      throw new BusError('adapter', 'MCP2221 answers late again and again: unplug it and plug it in again')
    }
    const late = await this.#fallInStep(command)
    if (late) return late
    const strangers = [...new Set(this.#strays)].map(formatByte)
    const got = strangers.length > 0 ? `, only unrelated ones (${strangers.join(', ')})` : ''
    throw new BusError(
      'adapter',
      `MCP2221 gave no reply to command ${formatByte(command)}${got}, though it answers others`,
    )
  }

  /**
   * Reads on until the reply to a question asked for this alone: all that was outstanding is in then. It is a
   * flash query, never asked once the adapter is open, but where that itself is `wanted`: the status then.
   * Returns the reply to `wanted`, where that was among what came.
   */
  async #fallInStep(wanted?: number): Promise<Uint8Array | undefined> {
    this.#outOfStep = true
    const question = wanted === COMMAND.readFlash ? encodeStatus() : encodeReadFlash(FLASH_STRING.serial)
    await this.#send(question)
    const { reply, late } = await this.#replyTo(question[0] ?? 0, wanted)
    if (!reply) {
      const waited = `within ${this.#replyTimeoutMs} ms`
      throw new BusError('adapter', `MCP2221 gave no usable reply ${waited}: unplug it and plug it in again`)
    }
    this.#outOfStep = false
    return late
  }
}
