import type { LineLevels } from '#shared/i2c/bus.ts'
import type { Pins } from './codec.ts'

/**
 * Levels of the lines as far as the pins can be trusted. SDA is documented by the vendor. That the other bit
 * shows SCL has one source only, so SCL is unknown until the bit has been seen both ways: one that never
 * moves may be no pin at all.
 */
export class LineReader {
  #sclWas: boolean | undefined
  #sclMoves = false

  /** One line for people where SCL may be held low without its level being known for sure. */
  get remark(): string | undefined {
    if (this.#sclMoves || this.#sclWas !== false) return undefined
    return 'the pin that one source takes for SCL has been low all the time: if nothing answers, SCL may be held low'
  }

  /** The levels these pins stand for, in the light of all that were read before. */
  read({ scl, sda }: Pins): LineLevels {
    if (this.#sclWas !== undefined && scl !== this.#sclWas) this.#sclMoves = true
    this.#sclWas = scl
    return { scl: this.#sclMoves ? levelOf(scl) : 'unknown', sda: levelOf(sda) }
  }
}

function levelOf(isHigh: boolean): 'high' | 'low' {
  return isHigh ? 'high' : 'low'
}
