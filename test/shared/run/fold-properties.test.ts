import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ArpEvent } from '#shared/arp/events.ts'
import { RunFold } from '#shared/run/fold.ts'
import { runSchema } from '#shared/run/run.ts'
import { anyEvents, anyRun, foldAll } from '../../support/arbitrary-run.ts'

describe('any fold', () => {
  it('is a Run by its schema, with no other keys, in the order of the schema', () => {
    fc.assert(
      fc.property(anyRun, (run) => {
        expect(JSON.stringify(runSchema.parse(run))).toBe(JSON.stringify(run))
      }),
    )
  })

  it('comes to the same whether or not its Run is looked at in between', () => {
    fc.assert(
      fc.property(anyEvents, fc.integer({ min: 1, max: 7 }), (events, chunk) => {
        expect(lookingEvery(chunk, events).at(-1)).toEqual(foldAll(events))
      }),
    )
  })

  it('leaves a Run it gave as it was, whatever follows', () => {
    fc.assert(
      fc.property(anyEvents, (events) => {
        const afterwards = lookingEvery(1, events)
        expect(afterwards).toEqual(events.map((_, i) => foldAll(events.slice(0, i + 1))))
      }),
      { numRuns: 30 },
    )
  })

  it('lists what it counts', () => {
    fc.assert(
      fc.property(anyRun, ({ statistics, transactions, summary, devices }) => {
        expect(transactions).toHaveLength(statistics.transactions - statistics.transactions_dropped)
        expect(devices).toHaveLength(summary.devices)
      }),
    )
  })

  it('loses no finding', () => {
    fc.assert(
      fc.property(anyEvents, (events) => {
        const { findings, devices } = foldAll(events)
        const listed = [...findings, ...devices.flatMap((device) => device.findings)].map(({ message }) => message)
        const raised = events.flatMap((event) => (event.type === 'finding' ? [event.message] : []))
        expect(listed).toEqual(expect.arrayContaining(raised))
      }),
    )
  })
})

/** The Run as it stood after every `chunk` events, and at the end. */
function lookingEvery(chunk: number, events: readonly ArpEvent[]): unknown[] {
  const fold = new RunFold()
  return events.flatMap((event, i) => {
    fold.add(event)
    return i % chunk === 0 || i === events.length - 1 ? [fold.run] : []
  })
}
