import { SimBus } from '#shared/sim/bus.ts'
import { buildCard } from '#shared/sim/card.ts'
import type { SimCard } from '#shared/sim/card.ts'
import { SimClock } from '#shared/sim/clock.ts'
import type { ScenarioInput } from '#shared/sim/scenario-schema.ts'
import { validateScenario } from '#shared/sim/scenario.ts'

/** An ideal bus on the card of a scenario, of which only what matters need be given. */
export function openBus(parts: Partial<ScenarioInput>): { bus: SimBus; card: SimCard; clock: SimClock } {
  const scenario = validateScenario({ schema_version: '1.0', name: 'test', ...parts })
  const clock = new SimClock()
  const card = buildCard(scenario, clock)
  const bus = new SimBus({
    wire: card.wire,
    clock,
    clockHz: scenario.clock_hz,
    acksEverything: card.quirks.includes('acks-everything'),
  })
  return { bus, card, clock }
}
