import { describe, expect, it } from 'vitest'
import { simulated } from './documents.ts'
import type { UnpluggedFact } from './guest/unplugged-step.ts'

/** What must be so of every adapter that is pulled out while one long-lived process uses it. */
export function describeUnplugged(chip: string, find: (skip: (note: string) => never) => UnpluggedFact): void {
  describe(`a process that goes on while its ${chip} is pulled out`, () => {
    it('hears of it in words, whatever the moment, and does not hang', ({ skip }) => {
      const { ended } = find(skip)
      const seen = Object.values(ended).map(({ complete, words: [first] }) => ({ complete, first }))
      const lost = { complete: false, first: expect.stringContaining('the adapter was unplugged') as string }
      expect(seen).toEqual(seen.map(() => lost))
      expect(seen).toHaveLength(6)
    })

    it('uses it again once it is plugged in again', async ({ skip }) => {
      const { replugged } = find(skip)
      const udids = (await simulated('pcie-card')).map(({ udid }) => udid).sort()
      expect(replugged).toMatchObject({ complete: true, udids })
    })

    it('holds no node of an adapter afterwards, and leaves no process behind', ({ skip }) => {
      const { held, zombies } = find(skip)
      expect({ held, zombies }).toEqual({ held: [], zombies: [] })
    })
  })
}
