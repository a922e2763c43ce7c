import { BusError } from '#shared/i2c/errors.ts'
import type { SimClock } from '#shared/sim/clock.ts'
import type { RandomSource } from '#shared/sim/random.ts'

/** What an adapter, or its cable, does wrong between a driver and a sound chip. */
export type Tampering =
  | 'unplugged'
  /** Nothing is answered any more. */
  | 'silent'
  /** One reply is lost. */
  | 'lost-reply'
  | 'noise'
  | 'one-noise'
  | 'cut-short'
  /** One reply comes only after the next question. */
  | 'late'
  /** One reply takes 200 ms, which is slow and in time. */
  | 'slow'
  | 'twice'

const SLOW_MS = 200
/** More than any run here asks: whoever gets this far goes round in circles. */
const MOST_REPLIES = 100_000
const LASTING: readonly Tampering[] = ['unplugged', 'silent', 'noise']

/** The way from a chip to its driver, which can be spoiled from any reply on. */
export class TamperedReplies {
  readonly #clock: SimClock
  readonly #random: RandomSource
  #tampering: Tampering | undefined
  /** Questions and replies until it begins. */
  #waits = 0
  readonly #queue: Uint8Array[] = []
  #late: Uint8Array | undefined
  #replies = 0

  constructor(clock: SimClock, random: RandomSource) {
    this.#clock = clock
    this.#random = random
  }

  /** `after`: how many questions and replies pass unharmed first. */
  begin(tampering: Tampering, after: number): void {
    this.#tampering = tampering
    this.#waits = after
  }

  /** A question goes to the chip. @throws BusError `closed` once the plug is out */
  asked(): void {
    this.#passed('unplugged')
    if (this.#late) this.#queue.push(this.#late)
    this.#late = undefined
  }

  /** The next reply, out of what `receive` brings. @throws BusError `closed` once the plug is out */
  async reply(receive: () => Promise<Uint8Array | undefined>, timeoutMs: number): Promise<Uint8Array | undefined> {
    if (++this.#replies > MOST_REPLIES) throw new Error('endless: the driver goes on asking')
    const queued = this.#queue.shift()
    if (queued) return queued
    const reply = await receive()
    if (reply === undefined) return undefined
    const tampering = this.#passed()
    return tampering === undefined ? reply : this.#spoil(tampering, reply, timeoutMs)
  }

  #spoil(tampering: Tampering, reply: Uint8Array, timeoutMs: number): Uint8Array | undefined {
    switch (tampering) {
      case 'unplugged':
        throw gone()
      case 'silent':
      case 'lost-reply':
        this.#clock.advance(timeoutMs * 1000)
        return undefined
      case 'noise':
      case 'one-noise':
        return reply.map(() => this.#random() & 0xff)
      case 'cut-short':
        return reply.slice(0, reply.length >> 1)
      case 'late':
        this.#late = reply
        this.#clock.advance(timeoutMs * 1000)
        return undefined
      case 'slow':
        this.#clock.advance(SLOW_MS * 1000)
        return reply
      case 'twice':
        this.#queue.push(reply.slice())
        return reply
    }
  }

  /** What is wrong with what passes now; `only` asks for one kind, and lets others pass. */
  #passed(only?: Tampering): Tampering | undefined {
    const tampering = this.#tampering
    if (tampering === undefined) return undefined
    if (this.#waits > 0) {
      this.#waits--
      return undefined
    }
    if (only !== undefined && tampering !== only) return undefined
    if (tampering === 'unplugged') throw gone()
    if (!LASTING.includes(tampering)) this.#tampering = undefined
    return tampering
  }
}

function gone(): BusError {
  return new BusError('closed', 'the adapter is gone: unplugged')
}
