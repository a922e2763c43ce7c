import type { HidPort } from '#shared/adapters/ports.ts'
import { buildCard, type SimCard } from '#shared/sim/card.ts'
import { Mcp2221Chip } from '#shared/sim/chips/mcp2221.ts'
import { SimClock } from '#shared/sim/clock.ts'
import type { Scenario } from '#shared/sim/scenario-schema.ts'
import { mcp2221Device } from '../../../src/main/usbip/mcp2221-device.ts'
import { RealTime } from '../../../src/main/usbip/real-time.ts'
import type { VirtualDevice } from '../../../src/main/usbip/virtual-device.ts'

/** An MCP2221 that counts its reports, and on which something can be made to happen at one of them. */
export class RiggedAdapter {
  readonly device: VirtualDevice
  readonly card: SimCard
  /** Commands that came, two hex digits each, since this was last emptied. */
  commands: string[] = []
  #trip: { command: number; left: number; then: () => void } | undefined

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

  /** Calls `then` once the chip has carried out its `nth` such command from now on, before any reply is fetched. */
  at(command: number, nth: number, then: () => void): void {
    this.#trip = { command, left: nth, then }
  }

  #watched(chip: HidPort): HidPort {
    return {
      write: async (report) => {
        await chip.write(report)
        this.#count(report[0] ?? 0)
      },
      read: (timeoutMs) => chip.read(timeoutMs),
      [Symbol.asyncDispose]: () => chip[Symbol.asyncDispose](),
    }
  }

  #count(command: number): void {
    this.commands.push(command.toString(16).padStart(2, '0'))
    if (this.#trip?.command !== command || --this.#trip.left > 0) return
    const { then } = this.#trip
    this.#trip = undefined
    then()
  }
}
