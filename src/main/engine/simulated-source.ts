import { formatSelector, type Selector, type ScenarioName } from '#shared/adapters/selector.ts'
import { SimClock } from '#shared/sim/clock.ts'
import { trueFlags } from '#shared/sim/true-flags.ts'
import type { WireTrace } from '#shared/sim/wire-trace.ts'
import type { SimWire } from '#shared/sim/wire.ts'
import type { Scenario } from '#shared/sim/scenario-schema.ts'
import type { BusSource, OpenedBus } from './opened-bus.ts'
import { openedBus } from './opened-bus.ts'
import { RequestError } from '#shared/api/refusals.ts'

type Simulated = Extract<Selector, { kind: 'sim' }>

/**
 * A simulated bus; its card is built anew at each opening, and its time begins with the real one.
 * @throws RequestError for an unknown scenario, or a file that can't be read or is no scenario
 */
export async function simulatedSource(selector: Simulated): Promise<BusSource> {
  const scenario = await loadScenario(selector.scenario)
  const usualClockHz = scenario.clock_hz
  switch (selector.chip) {
    case 'ideal': {
      const { SIM_BUS_CAPABILITIES: capabilities } = await import('#shared/sim/bus.ts')
      return { capabilities, usualClockHz, open: (clockHz) => openIdeal(selector, scenario, clockHz) }
    }
    case 'mcp2221': {
      const { MCP2221_CAPABILITIES: capabilities } = await import('#shared/adapters/mcp2221/driver.ts')
      return { capabilities, usualClockHz, open: (clockHz) => openMcp2221Model(selector, scenario, clockHz) }
    }
    case 'ch341': {
      const { ch341Capabilities } = await import('#shared/adapters/ch341/capabilities.ts')
      const capabilities = ch341Capabilities()
      return { capabilities, usualClockHz, open: (clockHz) => openCh341Model(selector, scenario, clockHz) }
    }
  }
}

/**
 * A built-in scenario, or one from a file or a bundle.
 * @throws RequestError for an unknown name, or a file that can't be read or is no scenario
 */
export async function loadScenario(name: ScenarioName): Promise<Scenario> {
  const [{ scenarioText }, { parseScenario }] = await Promise.all([
    import('./scenario-text.ts'),
    import('#shared/sim/scenario.ts'),
  ])
  const text = await scenarioText(name)
  try {
    return parseScenario(text)
  } catch (error) {
    if (error instanceof SyntaxError) {
      throw new RequestError(`${name.path ?? name.builtIn} is no scenario: ${error.message}`)
    }
    throw error
  }
}

async function openIdeal(selector: Simulated, scenario: Scenario, clockHz: number): Promise<OpenedBus> {
  const [{ SimBus }, { buildCard }] = await Promise.all([import('#shared/sim/bus.ts'), import('#shared/sim/card.ts')])
  const clock = new SimClock(Date.now())
  const card = buildCard(scenario, clock)
  const { wire, quirks } = card
  const bus = new SimBus({ wire, clock, clockHz, acksEverything: quirks.includes('acks-everything') })
  const identity = { product: 'ideal simulated adapter', serial: null, firmware: null, simulated: true }
  const opened = openedBus(bus, clock, { selector: formatSelector(selector), kind: 'ideal', ...identity })
  return { ...opened, truth: () => trueFlags(card), traceWire: tracerOf(wire) }
}

async function openMcp2221Model(selector: Simulated, scenario: Scenario, clockHz: number): Promise<OpenedBus> {
  const [{ openMcp2221 }, { Mcp2221Chip }, { buildCard }] = await Promise.all([
    import('#shared/adapters/mcp2221/driver.ts'),
    import('#shared/sim/chips/mcp2221.ts'),
    import('#shared/sim/card.ts'),
  ])
  const clock = new SimClock(Date.now())
  const card = buildCard(scenario, clock)
  const { wire, quirks } = card
  const bus = await openMcp2221(new Mcp2221Chip({ wire, clock, quirks }), clock, { clockHz })
  const { product, serial, firmware } = bus.identity
  const identity = { product, serial, firmware, simulated: true }
  const opened = openedBus(bus, clock, { selector: formatSelector(selector), kind: 'mcp2221', ...identity })
  return { ...opened, truth: () => trueFlags(card), traceWire: tracerOf(wire) }
}

async function openCh341Model(selector: Simulated, scenario: Scenario, clockHz: number): Promise<OpenedBus> {
  const [{ openCh341 }, { Ch341Chip }, { buildCard }] = await Promise.all([
    import('#shared/adapters/ch341/driver.ts'),
    import('#shared/sim/chips/ch341.ts'),
    import('#shared/sim/card.ts'),
  ])
  const clock = new SimClock(Date.now())
  const card = buildCard(scenario, clock)
  const { wire, quirks } = card
  const bus = await openCh341(new Ch341Chip({ wire, clock, quirks }), clock, { clockHz })
  const identity = { ...bus.identity, serial: null, simulated: true }
  const opened = openedBus(bus, clock, { selector: formatSelector(selector), kind: 'ch341', ...identity })
  return { ...opened, remarks: () => bus.remarks, truth: () => trueFlags(card), traceWire: tracerOf(wire) }
}

function tracerOf(wire: SimWire): (trace: WireTrace | undefined) => void {
  return (trace) => void (wire.trace = trace)
}
