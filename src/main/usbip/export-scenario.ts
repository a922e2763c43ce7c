import { buildCard } from '#shared/sim/card.ts'
import { Ch341Chip } from '#shared/sim/chips/ch341.ts'
import { Mcp2221Chip } from '#shared/sim/chips/mcp2221.ts'
import { SimClock } from '#shared/sim/clock.ts'
import type { Scenario } from '#shared/sim/scenario-schema.ts'
import type { WireController } from '#shared/sim/wire-controller.ts'
import { ch341Device } from './ch341-device.ts'
import { mcp2221Device } from './mcp2221-device.ts'
import { RealTime } from './real-time.ts'
import { UsbipServer } from './server.ts'
import type { VirtualDevice } from './virtual-device.ts'

/** The chips a scenario can stand behind. */
export type ExportedChip = 'mcp2221' | 'ch341'

/** What to export, and where. */
export interface ExportOptions {
  readonly scenario: Scenario
  readonly chip: ExportedChip
  /** 0 takes any free one; 3240 is where the usbip tool looks. */
  readonly port: number
  /** Whoever reaches it can use the device: `127.0.0.1` unless the network is trusted. */
  readonly host: string
  /** Ends the export when aborted. */
  readonly signal: AbortSignal
  /** Takes one line at a time: who attaches, who is refused. */
  readonly log: (line: string) => void
}

/** A scenario on offer as a USB device. */
export interface ScenarioExport {
  readonly port: number
  readonly busid: string
  /** Settles when the signal has ended it and everything is closed. */
  readonly closed: Promise<void>
}

/**
 * Exports a scenario as a USB device over USB/IP, until aborted. Its card is built once and keeps its state from
 * one attachment to the next; the adapter is powered up anew by each.
 * @throws the system's error where it can't listen there
 */
export async function exportScenario(options: ExportOptions): Promise<ScenarioExport> {
  const { scenario, chip, port, host, signal, log } = options
  signal.throwIfAborted()
  const server = new UsbipServer({ devices: [scenarioDevice(scenario, chip)], log })
  const actualPort = await server.listen(port, host)
  const { promise: closed, resolve } = Promise.withResolvers<undefined>()
  const close = (): void => void server[Symbol.asyncDispose]().then(() => resolve(undefined))
  if (signal.aborted) close()
  else signal.addEventListener('abort', close, { once: true })
  return { port: actualPort, busid: server.busids.join(), closed }
}

/** A scenario's card behind an adapter, on USB. `serial` is what an MCP2221 has in its flash; a CH341 has none. */
function scenarioDevice(scenario: Scenario, chip: ExportedChip, serial?: string): VirtualDevice {
  const clock = new SimClock(Date.now())
  const { wire, quirks } = buildCard(scenario, clock)
  const pacing = new RealTime(clock)
  switch (chip) {
    case 'mcp2221': {
      const options = { clock, quirks, reportUs: 0, ...(serial === undefined ? {} : { serial }) }
      return mcp2221Device({ powerUp: () => new Mcp2221Chip({ ...options, wire: released(wire) }), pacing })
    }
    case 'ch341':
      return ch341Device({
        powerUp: () => new Ch341Chip({ wire: released(wire), clock, quirks, transferUs: 0 }),
        pacing,
      })
  }
}

/** The wire after an adapter that lost its power, in mid transfer perhaps, has let go of both lines. */
function released(wire: WireController): WireController {
  wire.stop()
  return wire
}
