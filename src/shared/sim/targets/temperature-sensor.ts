import type { SentByte, SimTarget } from './target.ts'

/** LM75: temperature, configuration, hysteresis, over-temperature limit. */
const POINTER_MASK = 0x03
const HYSTERESIS_CELSIUS = 75
const LIMIT_CELSIUS = 80
const STEPS_PER_DEGREE = 8
const FRACTION_SHIFT = 5

/** An LM75A-like sensor: a pointer, four registers, 11 bits of temperature in steps of an eighth of a degree. */
export class TemperatureSensor implements SimTarget {
  readonly name: string
  readonly yields = true
  readonly #address: number
  readonly #registers: Uint8Array[]
  #pointer = 0
  #index = 0
  #hasPointer = false

  constructor(address: number, celsius: number) {
    this.name = `temperature-sensor 0x${address.toString(16)}`
    this.#address = address
    this.#registers = [word(celsius), Uint8Array.of(0), word(HYSTERESIS_CELSIUS), word(LIMIT_CELSIUS)]
  }

  /** See {@link SimTarget.select}. */
  select(address: number): boolean {
    this.#index = 0
    this.#hasPointer = false
    return address === this.#address
  }

  /** See {@link SimTarget.receive}. The temperature itself can't be written. */
  receive(byte: number): boolean {
    if (!this.#hasPointer) {
      this.#hasPointer = true
      this.#pointer = byte & POINTER_MASK
      return true
    }
    const register = this.#registers[this.#pointer]
    if (register && this.#pointer > 0 && this.#index < register.length) register[this.#index++] = byte
    return true
  }

  /** See {@link SimTarget.offer}. */
  offer(): number {
    const register = this.#registers[this.#pointer]
    return register?.[this.#index % register.length] ?? 0xff
  }

  /** See {@link SimTarget.sent}. */
  sent({ won }: SentByte): void {
    if (won) this.#index++
  }
}

function word(celsius: number): Uint8Array {
  const steps = Math.round(celsius * STEPS_PER_DEGREE) << FRACTION_SHIFT
  return Uint8Array.of((steps >> 8) & 0xff, steps & 0xff)
}
