import { openCh341, type Ch341Options } from '#shared/adapters/ch341/driver.ts'
import { buildCard } from '#shared/sim/card.ts'
import { Ch341Chip } from '#shared/sim/chips/ch341.ts'
import { SimClock } from '#shared/sim/clock.ts'
import type { AdapterQuirk } from '#shared/sim/quirks.ts'
import { describeI2cBus } from '../../../support/describe-i2c-bus.ts'

/** Both shapes of a packet, with both choices of what is looked at. */
const KINDS: readonly { name: string; acks: NonNullable<Ch341Options['acks']>; quirks: readonly AdapterQuirk[] }[] = [
  { name: 'Ch341 on its chip', acks: 'chosen', quirks: [] },
  { name: 'Ch341 looking at every byte', acks: 'every-byte', quirks: [] },
  { name: 'Ch341 on a chip with one status a packet', acks: 'chosen', quirks: ['status-one-per-packet'] },
  { name: 'Ch341 looking at every byte, one a packet', acks: 'every-byte', quirks: ['status-one-per-packet'] },
]

for (const { name, acks, quirks } of KINDS) {
  describeI2cBus(name, async (scenario) => {
    const clock = new SimClock()
    const card = buildCard(scenario, clock)
    const chip = new Ch341Chip({ wire: card.wire, clock, quirks: [...card.quirks, ...quirks] })
    return { bus: await openCh341(chip, clock, { clockHz: scenario.clock_hz, acks }), card, clock }
  })
}
