import type { HidPort } from '#shared/adapters/ports.ts'
import { buildCard, type SimCard } from '#shared/sim/card.ts'
import { Mcp2221Chip } from '#shared/sim/chips/mcp2221.ts'
import { SimClock } from '#shared/sim/clock.ts'
import type { Scenario } from '#shared/sim/scenario-schema.ts'
import { mcp2221Device } from '../../../src/main/usbip/mcp2221-device.ts'
import { RealTime } from '../../../src/main/usbip/real-time.ts'
import type { VirtualDevice } from '../../../src/main/usbip/virtual-device.ts'
import { Trip, type Moment } from './trip.ts'

/** An MCP2221 that counts its reports, and on which something can be made to happen at one of them. */
export class RiggedAdapter {
  readonly device: VirtualDevice
  readonly card: SimCard
  /** Commands that came, two hex digits each, since this was last emptied. */
  commands: string[] = []
  readonly #trip = new Trip()

  constructor(scenario: Scenario, serial: string) {
    const clock = new SimClock(Date.now())
    this.card = buildCard(scenario, clock)
    const { wire, quirks } = this.card
    const powerUp = (): HidPort => {
      wire.stop()
      return this.#watched(new Mcp2221Chip({ wire, clock, quirks, reportUs: 0, serial }))
    }
    this.device = mcp2221Device({ powerUp, pacing: new RealTime(clock) })
  }

  /** See {@link Trip.set}; the kind of a report is its command, in two hex digits. */
  at(moment: Moment, then: () => void): void {
    this.#trip.set(moment, then)
  }

  #watched(chip: HidPort): HidPort {
    return {
      write: async (report) => {
        await chip.write(report)
        const kind = (report[0] ?? 0).toString(16).padStart(2, '0')
        this.commands.push(kind)
        this.#trip.see({ kind, bytes: report })
      },
      read: (timeoutMs) => chip.read(timeoutMs),
      [Symbol.asyncDispose]: () => chip[Symbol.asyncDispose](),
    }
  }
}
