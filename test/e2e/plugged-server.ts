import { buildCard } from '#shared/sim/card.ts'
import { Mcp2221Chip } from '#shared/sim/chips/mcp2221.ts'
import { SimClock } from '#shared/sim/clock.ts'
import { openMcp2221 } from '#shared/adapters/mcp2221/driver.ts'
import { MCP2221_CAPABILITIES } from '#shared/adapters/mcp2221/driver.ts'
import type { AdapterListing } from '#shared/api/adapter-list.ts'
import { BusError } from '#shared/i2c/errors.ts'
import { BusGate } from '../../src/main/engine/bus-gate.ts'
import { liveSource } from '../../src/main/engine/live-bus.ts'
import { openedBus, type BusSource } from '../../src/main/engine/opened-bus.ts'
import { loadScenario } from '../../src/main/engine/simulated-source.ts'
import { systemClock } from '../../src/main/engine/system-clock.ts'
import { newToken } from '../../src/main/serve/gatekeeper.ts'
import { PageServer } from '../../src/main/serve/page-server.ts'
import { apiBench } from '../main/engine/api/api-bench.ts'

const SELECTOR = 'mcp2221:0002137841'

const LISTING: AdapterListing = {
  selector: SELECTOR,
  kind: 'mcp2221',
  product: 'MCP2221 USB-I2C/UART Combo',
  serial: '0002137841',
  path: '/dev/hidraw3',
  state: 'ready',
  ownerPid: null,
  problem: null,
  capabilities: MCP2221_CAPABILITIES,
  limits: [],
}

/** The server over the built page, and an adapter with a plug: the chip's model under the real driver and engine. */
export class PluggedServer implements AsyncDisposable {
  #isPlugged = true
  #chip: Mcp2221Chip | undefined
  #plugsChanged = (): void => undefined
  #server: PageServer | undefined
  #port = 0
  readonly #token = newToken()

  get address(): string {
    return `http://127.0.0.1:${this.#port}/#${this.#token}`
  }

  /** Serves the page of the program built in `out`. */
  async start(out: string): Promise<this> {
    const gate = new BusGate()
    const { api } = apiBench({
      adapters: () => ({ adapters: this.#isPlugged ? [LISTING] : [], problems: [] }),
      engine: { clock: systemClock, findBus: async () => liveSource(await this.#source(), gate, systemClock) },
      api: { gate, clock: systemClock, watchPlugs: (changed) => Promise.resolve(this.#watch(changed)) },
    })
    const log = (): void => undefined
    this.#server = new PageServer({ api, clock: systemClock, log, folder: `${out}/renderer`, token: this.#token })
    this.#port = await this.#server.listen(0, '127.0.0.1')
    return this
  }

  pull(): void {
    this.#isPlugged = false
    this.#chip?.unplugAt(0)
    this.#plugsChanged()
  }

  plugIn(): void {
    this.#isPlugged = true
    this.#plugsChanged()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server?.[Symbol.asyncDispose]()
  }

  #watch(changed: () => void): Disposable {
    this.#plugsChanged = changed
    return { [Symbol.dispose]: () => undefined }
  }

  async #source(): Promise<BusSource> {
    const scenario = await loadScenario({ builtIn: 'pcie-card' })
    return {
      capabilities: MCP2221_CAPABILITIES,
      usualClockHz: 100_000,
      open: async (clockHz) => {
        if (!this.#isPlugged) throw new BusError('closed', 'MCP2221 is gone: unplugged, or closed')
        const clock = new SimClock(Date.now())
        const { wire } = buildCard(scenario, clock)
        this.#chip = new Mcp2221Chip({ wire, clock })
        const bus = await openMcp2221(this.#chip, clock, { clockHz })
        const { product, serial, firmware } = bus.identity
        return openedBus(bus, clock, {
          selector: SELECTOR,
          kind: 'mcp2221',
          product,
          serial,
          firmware,
          simulated: true,
        })
      },
    }
  }
}
