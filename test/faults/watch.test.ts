import { describe, expect, it } from 'vitest'
import type { PresenceChange } from '#shared/arp/events.ts'
import { HOUR_MS, VISIT_EVERY_MS, watchFor } from '../support/day-of-watch.ts'

const HOURS = 24
const VISITS = (HOURS * HOUR_MS) / VISIT_EVERY_MS - 1
/** What a watch lists of its transactions, besides those that are evidence. */
const RING = 10_000

describe('24 hours of watch', () => {
  it('tell every coming and going, and keep no more than their events and the last transactions', async () => {
    const told: Record<PresenceChange, number> = { joined: 0, left: 0, moved: 0, changed: 0 }
    const evidence = new Set<number>()
    const fold = await watchFor({
      hours: HOURS,
      intervalMs: 10_000,
      observe: (event) => {
        if (event.type === 'presence') told[event.change]++
        if ('evidence' in event) for (const seq of event.evidence) evidence.add(seq)
      },
    })
    expect(told).toEqual({ joined: 2 + VISITS, left: VISITS, moved: 0, changed: 0 })
    const { run } = fold
    expect(run).toMatchObject({ complete: true })
    expect(run?.devices).toHaveLength(2 + VISITS)
    expect(run?.transactions.length).toBeLessThanOrEqual(RING + evidence.size)
    expect(run?.statistics.transactions_dropped).toBeGreaterThan(RING)
    // What was found is one remark a coming or going, and nothing for every round.
    expect(run?.devices.flatMap(({ findings }) => findings).length).toBeLessThan(5 * VISITS)
  })
})
