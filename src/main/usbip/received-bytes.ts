/** Bytes as they came, to be taken in pieces of a known size. Grows only as far as the piece waited for. */
export class ReceivedBytes {
  #chunks: Buffer[] = []
  #length = 0

  get length(): number {
    return this.#length
  }

  push(chunk: Buffer): void {
    this.#chunks.push(chunk)
    this.#length += chunk.length
  }

  /** The next `length` bytes, or undefined while fewer are there. */
  take(length: number): Buffer | undefined {
    if (this.#length < length) return undefined
    const [first = Buffer.alloc(0)] = this.#chunks
    // Joined once per piece that is complete, so that many small chunks cost no more than few large ones.
    const whole = this.#chunks.length === 1 ? first : Buffer.concat(this.#chunks)
    this.#length -= length
    this.#chunks = this.#length > 0 ? [whole.subarray(length)] : []
    return whole.subarray(0, length)
  }
}
