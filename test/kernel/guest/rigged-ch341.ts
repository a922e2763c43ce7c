import { buildCard } from '#shared/sim/card.ts'
import { Ch341Chip } from '#shared/sim/chips/ch341.ts'
import { SimClock } from '#shared/sim/clock.ts'
import type { Scenario } from '#shared/sim/scenario-schema.ts'
import { ch341Device, type Ch341Chip as Ch341OnUsb } from '../../../src/main/usbip/ch341-device.ts'
import { RealTime } from '../../../src/main/usbip/real-time.ts'
import type { VirtualDevice } from '../../../src/main/usbip/virtual-device.ts'
import { Trip, type Moment } from './trip.ts'

/** A CH341 on which something can be made to happen at one of its transfers. */
export class RiggedCh341 {
  readonly device: VirtualDevice
  readonly #trip = new Trip()

  constructor(scenario: Scenario) {
    const clock = new SimClock(Date.now())
    const { wire, quirks } = buildCard(scenario, clock)
    const powerUp = (): Ch341OnUsb => {
      wire.stop()
      return this.#watched(new Ch341Chip({ wire, clock, quirks, transferUs: 0 }))
    }
    this.device = ch341Device({ powerUp, pacing: new RealTime(clock) })
  }

  /** See {@link Trip.set}; kinds are `control`, `out` and `in`. */
  at(moment: Moment, then: () => void): void {
    this.#trip.set(moment, then)
  }

  #watched(chip: Ch341Chip): Ch341OnUsb {
    const seen = <T extends Uint8Array | undefined>(kind: string, bytes: T): T => {
      if (bytes) this.#trip.see({ kind, bytes })
      return bytes
    }
    return {
      stream: chip.stream,
      selectConfiguration: (value) => chip.selectConfiguration(value),
      claimInterface: (number) => chip.claimInterface(number),
      controlTransferIn: async (setup, length, timeoutMs) =>
        seen('control', await chip.controlTransferIn(setup, length, timeoutMs)),
      transferIn: async (endpoint, length, timeoutMs) => seen('in', await chip.transferIn(endpoint, length, timeoutMs)),
      transferOut: async (endpoint, data) => {
        const isDone = await chip.transferOut(endpoint, data)
        seen('out', data)
        return isDone
      },
      [Symbol.asyncDispose]: () => chip[Symbol.asyncDispose](),
    }
  }
}
