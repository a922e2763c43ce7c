import { formatAddress } from '#shared/i2c/address.ts'
import type { ArpEvent } from '#shared/arp/events.ts'
import type { SimCard } from '#shared/sim/card.ts'

/** Holds what a run claims against what the simulator knows, at the moment it is claimed. */
export class Witness {
  readonly #card: SimCard
  /** Claims that were not true when they were made. */
  readonly lies: string[] = []
  readonly #proven = new Map<number, string>()

  constructor(card: SimCard) {
    this.#card = card
  }

  see(event: ArpEvent): void {
    if (event.type === 'restarted') this.#proven.clear()
    if (event.type !== 'device') return
    const { device, udid, address, confirmed, evidence } = event
    if (!confirmed || address === null) return
    // The same proof again is the same claim, and was judged when it was new.
    const proof = `${address} ${evidence.join()}`
    if (this.#proven.get(device) === proof) return
    this.#proven.set(device, proof)
    if (!this.holds(udid, address)) this.lies.push(`${udid} at ${formatAddress(address)}`)
  }

  /** Whether a device with this UDID is on the bus and holds this address. */
  holds(udid: string, address: number): boolean {
    return this.#card
      .devices()
      .some((truth) => truth.present && truth.addressValid && truth.udid === udid && truth.address === address)
  }
}
