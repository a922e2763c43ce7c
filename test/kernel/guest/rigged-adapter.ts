import type { HidPort } from '#shared/adapters/ports.ts'
import { buildCard, type SimCard } from '#shared/sim/card.ts'
import { Mcp2221Chip } from '#shared/sim/chips/mcp2221.ts'
import { SimClock } from '#shared/sim/clock.ts'
import type { Scenario } from '#shared/sim/scenario-schema.ts'
import { mcp2221Device } from '../../../src/main/usbip/mcp2221-device.ts'
import { RealTime } from '../../../src/main/usbip/real-time.ts'
import type { VirtualDevice } from '../../../src/main/usbip/virtual-device.ts'
import { LONGEST_STALL_US, Trip, type Moment } from './trip.ts'

/** An MCP2221 that counts its reports, and on which something can be made to happen at one of them. */
export class RiggedAdapter {
  readonly device: VirtualDevice
  readonly clock = new SimClock(Date.now())
  /** Commands that came, two hex digits each, since this was last emptied. */
  commands: string[] = []
  readonly #trip = new Trip()
  readonly #serial: string
  #card: SimCard
  #chip: HidPort

  constructor(scenario: Scenario, serial: string) {
    this.#serial = serial
    this.#card = buildCard(scenario, this.clock)
    this.#chip = this.#powerUp()
    const powerUp = (): HidPort => {
      this.#chip = this.#powerUp()
      return this.#watched()
    }
    this.device = mcp2221Device({ powerUp, pacing: new RealTime(this.clock, LONGEST_STALL_US) })
  }

  /** What it is wired to. */
  get card(): SimCard {
    return this.#card
  }

  /** Wires it to another card, and its chip is as {@link RiggedAdapter.restart} leaves it. */
  rewire(scenario: Scenario): void {
    this.#card = buildCard(scenario, this.clock)
    this.restart()
  }

  /** The chip is as after power-up, of which nobody on USB learns. */
  restart(): void {
    this.#chip = this.#powerUp()
  }

  /** See {@link Trip.set}; the kind of a report is its command, in two hex digits. */
  at(moment: Moment, then: () => void): void {
    this.#trip.set(moment, then)
  }

  #powerUp(): Mcp2221Chip {
    const { wire, quirks } = this.#card
    wire.stop()
    return new Mcp2221Chip({ wire, clock: this.clock, quirks, reportUs: 0, serial: this.#serial })
  }

  #watched(): HidPort {
    return {
      write: async (report) => {
        await this.#chip.write(report)
        const kind = (report[0] ?? 0).toString(16).padStart(2, '0')
        this.commands.push(kind)
        this.#trip.see({ kind, bytes: report })
      },
      read: (timeoutMs) => this.#chip.read(timeoutMs),
      [Symbol.asyncDispose]: () => this.#chip[Symbol.asyncDispose](),
    }
  }
}
