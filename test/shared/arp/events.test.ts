import { describe, expect, it } from 'vitest'
import type { ArpEvent } from '#shared/arp/events.ts'
import { FINDING_SEVERITY } from '#shared/arp/findings.ts'
import { watch } from '#shared/arp/watch.ts'
import { BUILT_IN_NAMES, loadBuiltIn } from '#shared/sim/scenarios/built-in.ts'
import { eventsOf } from '../../support/arp-card.ts'
import { enumerateOn, enumerateOptions, runOn } from '../../support/simulated-run.ts'

const ENUMERATED = await Promise.all(
  BUILT_IN_NAMES.flatMap((name) =>
    (['ideal', 'mcp2221'] as const).map(async (adapter) => {
      const { events } = await enumerateOn(await loadBuiltIn(name), {}, { adapter })
      return { name: `enumerate ${name}@${adapter}`, events }
    }),
  ),
)
const watched = await runOn(
  await loadBuiltIn('hot-plug'),
  (session) => watch(session, { ...enumerateOptions(), intervalMs: 1000, forMs: 20_000, assign: true }),
  { operation: 'watch' },
)
const STREAMS = [...ENUMERATED, { name: 'watch hot-plug', events: watched.events }]

/** Every `seq` an event names. */
function namedSeqs(event: ArpEvent): readonly number[] {
  if (event.type === 'exchange') return [event.seq]
  return 'evidence' in event ? event.evidence : []
}

describe.each(STREAMS)('the events of $name', ({ events }) => {
  it('are plain data: the same after cloning and after a round through JSON', () => {
    expect(structuredClone(events)).toEqual(events)
    expect(JSON.parse(JSON.stringify(events))).toEqual(events)
  })

  it('name only transactions recorded before', () => {
    const recorded = new Set<number>()
    for (const event of events) {
      if (event.type === 'transaction') recorded.add(event.transaction.seq)
      expect(namedSeqs(event).filter((seq) => !recorded.has(seq))).toEqual([])
    }
  })

  it('say of every transaction, once and right after it, what it was for', () => {
    const pairs = events.flatMap((event, i) => (event.type === 'transaction' ? [[event, events[i + 1]] as const] : []))
    for (const [{ transaction }, next] of pairs) expect(next).toMatchObject({ type: 'exchange', seq: transaction.seq })
    expect(eventsOf(events, 'exchange')).toHaveLength(pairs.length)
    expect(pairs.map(([{ transaction }]) => transaction.seq)).toEqual(pairs.map((_, i) => i + 1))
  })

  it('describe devices that make sense', () => {
    for (const device of eventsOf(events, 'device')) {
      expect(device.udid).toMatch(/^[0-9a-f]{32}$/)
      expect(device.evidence).toEqual([...new Set(device.evidence)].sort((a, b) => a - b))
      expect(device.evidence.length).toBeGreaterThan(0)
      if (device.confirmed) expect(device.address).not.toBeNull()
      if (device.confirmed) expect(['ok', 'kept_own_address', 'conflict']).toContain(device.status)
      if (device.status === 'ok' || device.status === 'kept_own_address') expect(device.confirmed).toBe(true)
    }
  })

  it('carry findings of known codes, each one line that does not end in a full stop', () => {
    for (const { code, message } of eventsOf(events, 'finding')) {
      expect(Object.keys(FINDING_SEVERITY)).toContain(code)
      expect(message).toMatch(/^[^\n]+[^.\n]$/)
    }
  })
})

describe('retries', () => {
  it('are none on a healthy bus, however often Prepare and the last Get UDID are repeated', async () => {
    const { run } = await enumerateOn(await loadBuiltIn('pcie-card'))
    expect(run.statistics.retries).toBe(0)
  })
})
