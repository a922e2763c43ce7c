import type { SentByte, SimTarget } from './target.ts'

const REGISTERS = 256

/**
 * A chip that is nothing special, a clock buffer say: acknowledges everything at its address, takes the
 * first byte written as a register number and the others as contents, and returns registers from there on.
 * Register n holds n at first.
 */
export class RegisterFile implements SimTarget {
  readonly name: string
  readonly yields = true
  readonly #address: number
  readonly #registers = Uint8Array.from({ length: REGISTERS }, (_, i) => i)
  #pointer = 0
  #hasPointer = false
  #writes = 0

  constructor(address: number) {
    this.name = `register-file 0x${address.toString(16)}`
    this.#address = address
  }

  /** Registers written, since the beginning. */
  get writes(): number {
    return this.#writes
  }

  /** See {@link SimTarget.select}. */
  select(address: number, isRead: boolean): boolean {
    if (!isRead) this.#hasPointer = false
    return address === this.#address
  }

  /** See {@link SimTarget.receive}. */
  receive(byte: number): boolean {
    if (this.#hasPointer) {
      this.#registers[this.#pointer] = byte
      this.#pointer = (this.#pointer + 1) % REGISTERS
      this.#writes++
    } else {
      this.#pointer = byte
      this.#hasPointer = true
    }
    return true
  }

  /** See {@link SimTarget.offer}. */
  offer(): number {
    return this.#registers[this.#pointer] ?? 0xff
  }

  /** See {@link SimTarget.sent}. */
  sent({ won }: SentByte): void {
    if (won) this.#pointer = (this.#pointer + 1) % REGISTERS
  }
}
