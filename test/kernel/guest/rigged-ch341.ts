import { CONFIGURATION, INTERFACE } from '#shared/adapters/ch341/codec.ts'
import { buildCard, type SimCard } from '#shared/sim/card.ts'
import { Ch341Chip } from '#shared/sim/chips/ch341.ts'
import { SimClock } from '#shared/sim/clock.ts'
import type { Scenario } from '#shared/sim/scenario-schema.ts'
import { ch341Device, type Ch341Chip as Ch341OnUsb } from '../../../src/main/usbip/ch341-device.ts'
import { RealTime } from '../../../src/main/usbip/real-time.ts'
import type { VirtualDevice } from '../../../src/main/usbip/virtual-device.ts'
import { LONGEST_STALL_US, Trip, type Moment } from './trip.ts'

/** A CH341 on which something can be made to happen at one of its transfers. */
export class RiggedCh341 {
  readonly device: VirtualDevice
  readonly clock = new SimClock(Date.now())
  readonly #trip = new Trip()
  #card: SimCard
  #chip: Ch341Chip

  constructor(scenario: Scenario) {
    this.#card = buildCard(scenario, this.clock)
    this.#chip = this.#powerUp()
    const powerUp = (): Ch341OnUsb => {
      this.#chip = this.#powerUp()
      return this.#watched()
    }
    this.device = ch341Device({ powerUp, pacing: new RealTime(this.clock, LONGEST_STALL_US) })
  }

  /** What it is wired to. */
  get card(): SimCard {
    return this.#card
  }

  /** Wires it to another card, with a chip fresh from power-up, of which nobody on USB learns. */
  async rewire(scenario: Scenario): Promise<void> {
    this.#card = buildCard(scenario, this.clock)
    this.#chip = this.#powerUp()
    await this.#chip.selectConfiguration(CONFIGURATION)
    await this.#chip.claimInterface(INTERFACE)
  }

  /** See {@link Trip.set}; kinds are `control`, `out` and `in`. */
  at(moment: Moment, then: () => void): void {
    this.#trip.set(moment, then)
  }

  #powerUp(): Ch341Chip {
    const { wire, quirks } = this.#card
    wire.stop()
    return new Ch341Chip({ wire, clock: this.clock, quirks, transferUs: 0 })
  }

  #watched(): Ch341OnUsb {
    const seen = <T extends Uint8Array | undefined>(kind: string, bytes: T): T => {
      if (bytes) this.#trip.see({ kind, bytes })
      return bytes
    }
    const chip = (): Ch341Chip => this.#chip
    return {
      get stream() {
        return chip().stream
      },
      selectConfiguration: (value) => chip().selectConfiguration(value),
      claimInterface: (number) => chip().claimInterface(number),
      controlTransferIn: async (setup, length, timeoutMs) =>
        seen('control', await chip().controlTransferIn(setup, length, timeoutMs)),
      transferIn: async (endpoint, length, timeoutMs) =>
        seen('in', await chip().transferIn(endpoint, length, timeoutMs)),
      transferOut: async (endpoint, data) => {
        const isDone = await chip().transferOut(endpoint, data)
        seen('out', data)
        return isDone
      },
      [Symbol.asyncDispose]: () => chip()[Symbol.asyncDispose](),
    }
  }
}
