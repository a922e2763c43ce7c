import type { I2cBus, TransferOutcome, TransferReport } from '#shared/i2c/bus.ts'

/** How a transaction that was not carried out is reported. */
export interface Spoil {
  readonly outcome: Exclude<TransferOutcome, 'ok'>
  readonly forGood: boolean
}

/** An adapter that can be made to report any outcome instead of carrying a transaction out. */
export class SpoilableBus {
  #spoil: Spoil | undefined

  spoil(spoil: Spoil): void {
    this.#spoil = spoil
  }

  over(bus: I2cBus): I2cBus {
    const lines = bus.lines?.bind(bus)
    return {
      capabilities: bus.capabilities,
      clockHz: bus.clockHz,
      write: (...args) => this.#perform(() => bus.write(...args)),
      read: (...args) => this.#perform(() => bus.read(...args)),
      writeRead: (...args) => this.#perform(() => bus.writeRead(...args)),
      ...(lines ? { lines } : {}),
      [Symbol.asyncDispose]: () => bus[Symbol.asyncDispose](),
    }
  }

  #perform(transfer: () => Promise<TransferReport>): Promise<TransferReport> {
    const spoil = this.#spoil
    if (!spoil) return transfer()
    if (!spoil.forGood) this.#spoil = undefined
    const { outcome } = spoil
    const nackIndex = outcome === 'nack-address' ? 0 : outcome === 'nack-unknown' ? 'unknown' : null
    return Promise.resolve({ outcome, nackIndex, usbTransfers: 0, srGapUs: null, wireTimeUs: null })
  }
}
