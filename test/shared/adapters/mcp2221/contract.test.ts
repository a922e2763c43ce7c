import { openMcp2221 } from '#shared/adapters/mcp2221/driver.ts'
import { buildCard } from '#shared/sim/card.ts'
import { Mcp2221Chip } from '#shared/sim/chips/mcp2221.ts'
import { SimClock } from '#shared/sim/clock.ts'
import { describeI2cBus } from '../../../support/describe-i2c-bus.ts'

describeI2cBus('Mcp2221 on its chip', async (scenario) => {
  const clock = new SimClock()
  const card = buildCard(scenario, clock)
  const chip = new Mcp2221Chip({ wire: card.wire, clock, quirks: card.quirks })
  return { bus: await openMcp2221(chip, clock, { clockHz: scenario.clock_hz }), card, clock }
})
