import type { Pacing } from '../../../src/main/usbip/real-time.ts'
import { mcp2221Device } from '../../../src/main/usbip/mcp2221-device.ts'
import { ch341Device } from '../../../src/main/usbip/ch341-device.ts'
import { UsbipServer } from '../../../src/main/usbip/server.ts'
import { buildCard } from '#shared/sim/card.ts'
import { Ch341Chip } from '#shared/sim/chips/ch341.ts'
import { Mcp2221Chip } from '#shared/sim/chips/mcp2221.ts'
import { SimClock } from '#shared/sim/clock.ts'
import type { AdapterQuirk } from '#shared/sim/quirks.ts'
import { loadBuiltIn } from '#shared/sim/scenarios/built-in.ts'
import { UsbipClient } from './usbip-client.ts'

/** A server in this process, its devices on simulated time. */
export interface Exported extends AsyncDisposable {
  readonly server: UsbipServer
  readonly port: number
  readonly clock: SimClock
  readonly lines: readonly string[]
  connect(): Promise<UsbipClient>
}

/** Simulated time passes by the reports alone, so nothing here waits for a real clock. */
export function simulatedPacing(clock: SimClock): Pacing {
  return {
    catchUp: () => undefined,
    frame: () => Promise.resolve(),
    until: (us) => {
      clock.advanceTo(us)
      return Promise.resolve()
    },
  }
}

/** Exports the card with four ARP devices behind one adapter of each kind: 1-1 and 1-2 MCP2221, 1-3 CH341. */
export async function exportCard(quirks: readonly AdapterQuirk[] = []): Promise<Exported> {
  const clock = new SimClock()
  const pacing = simulatedPacing(clock)
  const { wire } = buildCard(await loadBuiltIn('pcie-card'), clock)
  const mcp2221 = mcp2221Device({ powerUp: () => new Mcp2221Chip({ wire, clock, quirks }), pacing })
  const other = buildCard(await loadBuiltIn('single'), clock)
  const single = mcp2221Device({ powerUp: () => new Mcp2221Chip({ wire: other.wire, clock }), pacing })
  const third = buildCard(await loadBuiltIn('pcie-card'), clock)
  const ch341 = ch341Device({ powerUp: () => new Ch341Chip({ wire: third.wire, clock, transferUs: 0 }), pacing })
  const lines: string[] = []
  const server = new UsbipServer({ devices: [mcp2221, single, ch341], log: (line) => lines.push(line) })
  const port = await server.listen(0, '127.0.0.1')
  return {
    server,
    port,
    clock,
    lines,
    connect: () => UsbipClient.connect(port),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  }
}
