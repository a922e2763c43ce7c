const BITS_PER_BYTE = 9

/**
 * Time that bits take on the wire, in microseconds: nine a byte, one each for START, repeated START and STOP,
 * without stretching. Lengths are data bytes; address bytes are added here.
 */
export class WireTime {
  readonly #bitUs: number

  constructor(clockHz: number) {
    this.#bitUs = 1e6 / clockHz
  }

  /** `S address w, data…, P` */
  writeUs(lengthBytes: number): number {
    return this.writePartUs(lengthBytes) + this.#bitUs
  }

  /** `S address r, data…, P` */
  readUs(lengthBytes: number): number {
    return this.writeUs(lengthBytes)
  }

  /** `S address w, data…, Sr address r, data…, P` */
  writeReadUs(writtenBytes: number, readBytes: number): number {
    return this.writePartUs(writtenBytes) + this.readUs(readBytes)
  }

  /** `S address w, data…`, SCL held after it. */
  writePartUs(lengthBytes: number): number {
    return this.#bitUs * (1 + BITS_PER_BYTE * (1 + lengthBytes))
  }

  /** One stretch of a transaction: a START, an address, data and a STOP, of which all but the data may be elsewhere. */
  bytesUs(lengthBytes: number): number {
    return this.writeUs(lengthBytes)
  }

  /** Up to and with the refused byte `index` and the STOP after it; past the written bytes comes a repeated START. */
  upToUs(index: number, writtenBytes: number): number {
    const repeatedStart = index > writtenBytes && index > 0 ? 1 : 0
    return this.#bitUs * (1 + BITS_PER_BYTE * (index + 1) + repeatedStart + 1)
  }
}
