import type { Clock } from '#shared/i2c/clock.ts'
import { BusError } from '#shared/i2c/errors.ts'
import type { UsbPort } from '../ports.ts'
import { BULK_ENDPOINT, PACKET_BYTES, PINS_BYTES, decodePins, encodeReadPins, encodeStop, type Pins } from './codec.ts'

/** Packets passed over before the chip is given up: far more than it can hold. */
const MAX_STRAYS = 16
/** Wait for input left over, by an earlier user or by a question that was given up. */
const DRAIN_MS = 2
/** After what is not answered: a STOP takes 50 µs at the slowest clock, and a packet sent too early is lost. */
const UNANSWERED_MS = 1

/** What is asked of the chip. */
export interface Question {
  readonly bytes: Uint8Array
  readonly replyBytes: number
  /** Time it takes on the wire, in microseconds. */
  readonly wireUs: number
}

/**
 * One packet out, one packet in, never two under way. Answers carry no tag, so where one is missing or of a
 * wrong length the chip is asked for its pins, which it does not need the bus for, and everything that comes
 * until that answer is not what is asked for next.
 */
export class PacketExchange {
  readonly #port: UsbPort
  readonly #clock: Clock
  readonly #replyTimeoutMs: number
  #transfers = 0
  #outOfTurn = 0
  #outOfStep = false

  /** `replyTimeoutMs`: how long an answer may take beyond its time on the wire before it counts as missing. */
  constructor(port: UsbPort, clock: Clock, replyTimeoutMs: number) {
    this.#port = port
    this.#clock = clock
    this.#replyTimeoutMs = replyTimeoutMs
  }

  /** Bulk transfers so far, either way. */
  get transfers(): number {
    return this.#transfers
  }

  /** Answers that came late, or behind what nobody had asked for, since this was asked last. */
  takeOutOfTurn(): number {
    const outOfTurn = this.#outOfTurn
    this.#outOfTurn = 0
    return outOfTurn
  }

  /** Throws away packets that nobody waits for. */
  async drain(): Promise<void> {
    await this.#receiveAll(DRAIN_MS)
  }

  /**
   * Sends a packet and takes its answer, of exactly as many bytes as it must have.
   * @throws BusError `closed` when the device is gone, `adapter` when no such answer comes
   */
  async ask(question: Question, timeoutMs = 0): Promise<Uint8Array> {
    const reply = await this.askLoosely(question, timeoutMs)
    if (reply?.length === question.replyBytes) return reply
    const { strays } = await this.#fallInStep(question.wireUs)
    const answer = strays.find(({ length }) => length === question.replyBytes)
    if (answer) {
      this.#outOfTurn++
      return answer
    }
    const got = reply ? `${reply.length} bytes` : 'none'
    const which = `of ${question.replyBytes} bytes to an I2C packet, got ${got}`
    const hint = reply ? '' : '; SCL may be held low, or the adapter is broken'
    throw new BusError('adapter', `CH341 gave no answer ${which}, though it answers other packets${hint}`)
  }

  /**
   * As {@link PacketExchange.ask}, whatever the length of the answer; undefined when none came in time.
   * @throws BusError `closed`, or `adapter` when the chip does not take the packet
   */
  async askLoosely({ bytes, wireUs }: Question, timeoutMs = 0): Promise<Uint8Array | undefined> {
    if (this.#outOfStep) await this.#fallInStep()
    return this.#post(bytes, this.#replyTimeoutMs + Math.ceil(wireUs / 1000) + timeoutMs)
  }

  /** Sends a packet that has no answer, and lets the chip be done with it. @throws BusError `closed` or `adapter` */
  async tell(bytes: Uint8Array): Promise<void> {
    await this.#send(bytes)
    await this.#clock.sleep(UNANSWERED_MS)
  }

  /** Levels of the pins now; nothing is sent on the wire. @throws BusError `closed` or `adapter` */
  async pins(): Promise<Pins> {
    if (!this.#outOfStep) {
      const reply = await this.#post(encodeReadPins(), this.#replyTimeoutMs)
      if (reply?.length === PINS_BYTES) return decodePins(reply)
    }
    return (await this.#fallInStep()).pins
  }

  /** Lets go of the bus in the middle of a transaction: STOP, and the pins after it. @throws BusError as {@link PacketExchange.pins} */
  async release(): Promise<Pins> {
    await this.tell(encodeStop())
    return this.pins()
  }

  /** IN is posted first, so that it waits at the chip when the answer is there. */
  async #post(bytes: Uint8Array, waitMs: number): Promise<Uint8Array | undefined> {
    const [received, sent] = await Promise.allSettled([this.#receive(waitMs), this.#send(bytes)])
    if (sent.status === 'rejected') throw asError(sent.reason)
    if (received.status === 'rejected') throw asError(received.reason)
    return received.value
  }

  async #send(bytes: Uint8Array): Promise<void> {
    const isTaken = await this.#port.transferOut(BULK_ENDPOINT, bytes, this.#replyTimeoutMs)
    this.#transfers++
    if (isTaken) return
    this.#outOfStep = true
    throw new BusError(
      'adapter',
      `CH341 took no packet within ${this.#replyTimeoutMs} ms: unplug it and plug it in again`,
    )
  }

  async #receive(timeoutMs: number): Promise<Uint8Array | undefined> {
    const packet = await this.#port.transferIn(BULK_ENDPOINT, PACKET_BYTES, timeoutMs)
    if (packet) this.#transfers++
    return packet
  }

  /**
   * Lets the chip be done with what it may still be at, asks for the pins and reads on until nothing more comes:
   * the last packet is their answer, what came before it are strays.
   */
  async #fallInStep(wireUs = 0): Promise<{ readonly pins: Pins; readonly strays: readonly Uint8Array[] }> {
    this.#outOfStep = true
    const strays = await this.#receiveAll(DRAIN_MS + Math.ceil(wireUs / 1000))
    const first = await this.#post(encodeReadPins(), this.#replyTimeoutMs)
    const packets = first ? [first, ...(await this.#receiveAll(DRAIN_MS))] : []
    const answer = packets.pop()
    if (answer?.length !== PINS_BYTES) {
      const what = answer ? 'no usable answer' : 'no answer'
      throw new BusError(
        'adapter',
        `CH341 gives ${what} within ${this.#replyTimeoutMs} ms, not even of its pins: unplug it and plug it in again`,
      )
    }
    this.#outOfStep = false
    return { pins: decodePins(answer), strays: [...strays, ...packets] }
  }

  /** What comes until nothing does for `quietMs`. */
  async #receiveAll(quietMs: number): Promise<Uint8Array[]> {
    const packets: Uint8Array[] = []
    while (packets.length < MAX_STRAYS) {
      const packet = await this.#receive(quietMs)
      if (!packet) break
      packets.push(packet)
    }
    return packets
  }
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason))
}
