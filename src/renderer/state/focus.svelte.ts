/** The tabs of the dock. */
export type DockTab = 'dialogue' | 'waveform' | 'transactions' | 'log'

/** What is looked at: an address of the map and a transaction of the dock, each leading to the other. */
export class Focus {
  #address = $state<number | null>(null)
  #device = $state<number | null>(null)
  #seq = $state<number | null>(null)
  tab = $state<DockTab>('dialogue')
  /** Whether the dock shows only what is about the chosen address. */
  narrow = $state(false)
  filterText = $state('')

  get address(): number | null {
    return this.#address
  }

  /** Index of a device that has no address to choose it by. */
  get device(): number | null {
    return this.#device
  }

  get seq(): number | null {
    return this.#seq
  }

  /** Chooses an address; the transaction looked at stays unless the caller names one. */
  chooseAddress(address: number | null): void {
    this.#address = address
    this.#device = null
    if (address === null) this.narrow = false
  }

  /** Chooses a device without an address. */
  chooseDevice(index: number): void {
    this.chooseAddress(null)
    this.#device = index
  }

  /** Chooses a transaction, and the address it is about where there is one. */
  chooseTransaction(seq: number, about: number | null): void {
    this.#seq = seq
    if (about === null) return
    this.#address = about
    this.#device = null
  }

  clear(): void {
    this.chooseAddress(null)
    this.#seq = null
    this.filterText = ''
  }
}
