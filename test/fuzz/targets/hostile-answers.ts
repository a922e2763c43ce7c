import { PACKET_BYTES } from '#shared/adapters/ch341/codec.ts'
import { BusError } from '#shared/i2c/errors.ts'
import type { SimClock } from '#shared/sim/clock.ts'

/** Bytes of one instruction: what to do, where, with what, how often. */
export const INSTRUCTION_BYTES = 4

const GONE = 0xfe
const REFUSED = 0xfd

/**
 * A liar between a chip and its driver: each answer of the chip meets the next instruction. Where there are none left the
 * chip is honest again, or the last one holds for ever.
 */
export class HostileAnswers {
  readonly #instructions: Uint8Array
  readonly #isEndless: boolean
  readonly #clock: SimClock
  #at = 0
  #held: Uint8Array | undefined

  constructor(instructions: Uint8Array, isEndless: boolean, clock: SimClock) {
    this.#instructions = instructions
    this.#isEndless = isEndless
    this.#clock = clock
  }

  /** What the driver gets instead of `answer`. */
  change(answer: Uint8Array | undefined, timeoutMs: number): Uint8Array | undefined {
    const [what = 0, at = 0, value = 0, times = 0] = this.#next()
    if (what === GONE) throw new BusError('closed', 'the device is gone')
    if (what === REFUSED) throw new BusError('adapter', 'the system refuses the transfer')
    const before = this.#held
    this.#held = undefined
    switch (what % 12) {
      case 1:
        return answer && changed(answer, at, times, (byte) => byte ^ value)
      case 2:
        return answer && changed(answer, at, times, () => value)
      case 3:
        this.#wait(timeoutMs)
        return undefined
      case 4:
        return answer?.slice(0, at % (answer.length + 1))
      case 5:
        return new Uint8Array(at % (PACKET_BYTES + 1)).fill(value)
      case 6:
        return Uint8Array.from({ length: 64 }, (_, i) => (i === 0 ? (answer?.[0] ?? 0) : (value * (i + at)) & 0xff))
      case 7:
        this.#held = answer
        this.#wait(timeoutMs)
        return undefined
      case 8:
        return before ?? answer
      case 9:
        this.#held = answer
        return answer
      case 10:
        return new Uint8Array(64).fill(value)
      case 11:
        this.#wait(value)
        return answer
      default:
        return answer
    }
  }

  #wait(ms: number): void {
    this.#clock.advance(ms * 1000)
  }

  #next(): Uint8Array {
    const at = this.#at
    const next = this.#instructions.subarray(at, at + INSTRUCTION_BYTES)
    const isLast = at + INSTRUCTION_BYTES >= this.#instructions.length
    if (next.length > 0 && !(isLast && this.#isEndless)) this.#at += INSTRUCTION_BYTES
    return next
  }
}

function changed(answer: Uint8Array, from: number, times: number, change: (byte: number) => number): Uint8Array {
  const result = answer.slice()
  for (let i = from; i <= from + (times & 7); i++) result[i % result.length] = change(result[i % result.length] ?? 0)
  return result
}
