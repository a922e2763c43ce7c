const CHUNK_CHARACTERS = 1 << 16

/** Text of any length, gathered as its UTF-8 bytes: a string ends at half a gigabyte, a waveform does not. */
export class LongText {
  readonly #chunks: Uint8Array[] = []
  readonly #encoder = new TextEncoder()
  #tail = ''

  /** Appends `text`, which must hold whole characters. */
  add(text: string): void {
    this.#tail += text
    if (this.#tail.length >= CHUNK_CHARACTERS) this.#flush()
  }

  /** All that was added. */
  bytes(): Uint8Array<ArrayBuffer> {
    this.#flush()
    const whole = new Uint8Array(this.#chunks.reduce((sum, { length }) => sum + length, 0))
    let at = 0
    for (const chunk of this.#chunks) {
      whole.set(chunk, at)
      at += chunk.length
    }
    return whole
  }

  #flush(): void {
    this.#chunks.push(this.#encoder.encode(this.#tail))
    this.#tail = ''
  }
}
