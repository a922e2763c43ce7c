import type { SentByte, SimTarget } from './target.ts'

/** What an EEPROM is. */
export interface EepromSetup {
  /** 7-bit, of the first block. */
  readonly address: number
  readonly sizeBytes: number
  /** From offset 0; the rest is 0xff, as erased. */
  readonly contents: Uint8Array
}

/** Parts up to 24C16 take one address byte and answer at one bus address for each 256 bytes. */
const BLOCK_BYTES = 256
const LARGEST_BLOCKED_BYTES = 2048
const ERASED = 0xff

/** A 24Cxx EEPROM. Counts every data byte written to it, because nothing of ours may ever write one. */
export class Eeprom implements SimTarget {
  readonly name: string
  readonly yields = true
  readonly #address: number
  readonly #memory: Uint8Array
  #pointer = 0
  #pointerBytesLeft = 0
  #writes = 0

  constructor({ address, sizeBytes, contents }: EepromSetup) {
    this.name = `eeprom 0x${address.toString(16)}`
    this.#address = address
    this.#memory = new Uint8Array(sizeBytes).fill(ERASED)
    this.#memory.set(contents)
  }

  /** Data bytes written beyond the memory address, since the beginning. */
  get writes(): number {
    return this.#writes
  }

  /** See {@link SimTarget.select}. */
  select(address: number, isRead: boolean): boolean {
    const block = address - this.#address
    if (block < 0 || block >= this.#blocks()) return false
    if (this.#isBlocked()) this.#pointer = block * BLOCK_BYTES + (this.#pointer % BLOCK_BYTES)
    if (!isRead) this.#pointerBytesLeft = this.#isBlocked() ? 1 : 2
    return true
  }

  /** See {@link SimTarget.receive}. */
  receive(byte: number): boolean {
    if (this.#pointerBytesLeft > 0) {
      this.#pointerBytesLeft--
      const upper = this.#isBlocked() ? this.#pointer & ~0xff : (this.#pointer << 8) & 0xff00
      this.#pointer = (upper | byte) % this.#memory.length
      return true
    }
    this.#memory[this.#pointer] = byte
    this.#writes++
    // Writing runs round within the page: the upper bits of the pointer stand still.
    const page = pageBytes(this.#memory.length)
    this.#pointer = this.#pointer - (this.#pointer % page) + ((this.#pointer + 1) % page)
    return true
  }

  /** See {@link SimTarget.offer}. */
  offer(): number {
    return this.#memory[this.#pointer] ?? ERASED
  }

  /** See {@link SimTarget.sent}. */
  sent({ won }: SentByte): void {
    if (won) this.#pointer = (this.#pointer + 1) % this.#memory.length
  }

  #isBlocked(): boolean {
    return this.#memory.length <= LARGEST_BLOCKED_BYTES
  }

  #blocks(): number {
    return this.#isBlocked() ? Math.max(1, Math.ceil(this.#memory.length / BLOCK_BYTES)) : 1
  }
}

/** Page sizes of the common 24C02, 24C04-16, 24C32/64, 24C128/256, 24C512. */
function pageBytes(sizeBytes: number): number {
  if (sizeBytes <= 256) return 8
  if (sizeBytes <= LARGEST_BLOCKED_BYTES) return 16
  if (sizeBytes <= 8192) return 32
  return sizeBytes <= 32768 ? 64 : 128
}
