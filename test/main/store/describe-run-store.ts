import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isMeant, type RunFilter } from '#shared/api/run-filter.ts'
import { listRun } from '#shared/api/run-listing.ts'
import type { RunStore } from '../../../src/main/store/run-store.ts'
import type { Run } from '#shared/run/run.ts'
import { anyRun } from '../../support/arbitrary-run.ts'
import { I217, NT400D11 } from '../../support/example-run.ts'
import { exampleAt, exampleOn, exampleRun, failedScan } from './stored-runs.ts'

/** What was searched for to break out of the SQL, or to stand for something else in it. */
const HOSTILE = ["'; DROP TABLE runs; --", '%', '_', '"', '\\', "' OR '1'='1", '?1', '$1', '\u0000', '']

/** Filters that often mean some of these runs, and texts that try what a query must not do. */
function anyFilterOf(runs: readonly Run[]): fc.Arbitrary<RunFilter> {
  const run = fc.constantFrom(...runs)
  const udid = run.chain(({ devices }) => fc.constantFrom('0', '8086', ...devices.map(({ udid }) => udid)))
  const adapter = run.chain(({ adapter }) => fc.constantFrom(adapter.selector, adapter.product.slice(0, 3), ...HOSTILE))
  return fc.record(
    {
      udid: fc.tuple(udid, fc.nat(31)).map(([text, from]) => text.slice(from % text.length)),
      address: fc.integer({ min: 0, max: 0x7f }),
      adapter,
      verdict: fc.constantFrom('pass', 'warn', 'fail'),
      operation: run.map(({ operation }) => operation),
      sinceUtc: run.map(({ started_utc: started }) => started),
      beforeUtc: run.map(({ started_utc: started }) => started),
    },
    { requiredKeys: [] },
  )
}

/** A place where a store can be opened, more than once, until it is disposed of. */
export interface StorePlace extends AsyncDisposable {
  open(): RunStore
}

/** What every {@link RunStore} does. `newPlace` gives an empty one. */
export function describeRunStore(name: string, newPlace: () => Promise<StorePlace>): void {
  describe(`${name} as a store of runs`, () => {
    describe('with some runs', () => {
      let place: StorePlace
      let store: RunStore
      const oldest = exampleAt('2026-11-20T08:00:00Z')
      const onBench = exampleOn('mcp2221:0002137841')
      const scan = failedScan()
      const newest = exampleAt('2026-11-24T08:00:00.250Z')

      beforeAll(async () => {
        place = await newPlace()
        store = place.open()
        for (const run of [oldest, onBench, scan, newest]) await store.add(run, null)
      })
      afterAll(async () => {
        await store[Symbol.asyncDispose]()
        await place[Symbol.asyncDispose]()
      })

      it('lists all of them as they are listed elsewhere, the newest first', async () => {
        expect(await store.list({})).toEqual([
          listRun(newest, 4),
          listRun(scan, 3),
          listRun(onBench, 2),
          listRun(oldest, 1),
        ])
      })

      it.each<[string, RunFilter, readonly { run_id: string }[]]>([
        ['a whole UDID', { udid: NT400D11 }, [newest, onBench, oldest]],
        ['part of a UDID', { udid: '8086' }, [newest, onBench, oldest]],
        ['a UDID nobody has', { udid: I217.replace('8086', '8087') }, []],
        ['the address of a device', { address: 0x64 }, [newest, onBench, oldest]],
        ['an address that something answers at', { address: 0x50 }, [scan]],
        ['part of a selector, in any case', { adapter: 'MCP2221:0002' }, [onBench]],
        ['what is no pattern', { adapter: '%' }, []],
        ['a serial number', { adapter: '0002137841' }, [newest, scan, onBench, oldest]],
        ['a verdict', { verdict: 'fail' }, [scan]],
        ['an operation', { operation: 'scan' }, [scan]],
        ['a beginning', { sinceUtc: '2026-11-24T08:00:00.250Z' }, [newest]],
        ['an end, which is not in it', { beforeUtc: '2026-11-22T09:30:00Z' }, [oldest]],
        [
          'everything together',
          { udid: '18f4', address: 0x12, sinceUtc: '2026-11-21', verdict: 'warn' },
          [newest, onBench],
        ],
        ['a limit', { limit: 2 }, [newest, scan]],
        ['a limit and an offset', { limit: 2, offset: 1 }, [scan, onBench]],
      ])('finds runs by %s', async (_, filter, expected) => {
        const listings = await store.list(filter)
        expect(listings.map(({ runId }) => runId)).toEqual(expected.map((run) => run.run_id))
      })

      it('gives a run whole', async () => {
        expect(await store.get(onBench.run_id)).toEqual(onBench)
      })

      it('says of a run it does not have that there is none', async () => {
        expect(await store.get(exampleRun().run_id)).toBeUndefined()
      })

      it('finds ids by their beginning', async () => {
        expect(await store.idsFrom(scan.run_id.slice(0, 13))).toEqual([scan.run_id])
        expect(await store.idsFrom(scan.run_id)).toEqual([scan.run_id])
        expect((await store.idsFrom('')).length).toBe(4)
        expect(await store.idsFrom('%')).toEqual([])
      })
    })

    it('keeps what it was given when it is opened again', async () => {
      await using place = await newPlace()
      const run = exampleRun()
      {
        await using store = place.open()
        await store.add(run, 'from-a-colleague.json')
      }
      await using again = place.open()
      expect(await again.list({})).toEqual([listRun(run, 1, 'from-a-colleague.json')])
      expect(await again.get(run.run_id)).toEqual(run)
    })

    it('gives back any Run as it was', async () => {
      await using place = await newPlace()
      await using store = place.open()
      for (const run of fc.sample(anyRun, 50)) {
        const listing = await store.add(run, null)
        expect(await store.get(run.run_id)).toEqual(run)
        expect(await store.list({ limit: 1 })).toEqual([listing])
      }
    })

    it('keeps keys of a later version', async () => {
      await using place = await newPlace()
      await using store = place.open()
      const run = { ...exampleRun(), schema_version: '1.7', mood: 'sunny' }
      await store.add(run, null)
      expect(await store.get(run.run_id)).toEqual(run)
    })

    it('makes a run it has already the newest, once', async () => {
      await using place = await newPlace()
      await using store = place.open()
      const [one, other] = [exampleRun(), exampleRun()]
      for (const run of [one, other, one]) await store.add(run, null)
      expect((await store.list({})).map(({ runId }) => runId)).toEqual([one.run_id, other.run_id])
    })

    it('removes a run, and what it was found by', async () => {
      await using place = await newPlace()
      await using store = place.open()
      const [one, other] = [exampleRun(), exampleRun()]
      for (const run of [one, other]) await store.add(run, null)
      await store.remove(one.run_id)
      await store.remove(one.run_id)
      expect(await store.get(one.run_id)).toBeUndefined()
      expect((await store.list({ udid: I217 })).map(({ runId }) => runId)).toEqual([other.run_id])
    })

    it('prunes by number and by age, and says how many went', async () => {
      await using place = await newPlace()
      await using store = place.open()
      const days = ['2026-11-01', '2026-11-02', '2026-11-03', '2026-11-04']
      for (const day of days) await store.add(exampleAt(`${day}T00:00:00Z`), null)
      const left = async () => (await store.list({})).map(({ startedUtc }) => startedUtc.slice(0, 10))
      expect(await store.prune({})).toBe(0)
      expect(await store.prune({ keep: 3 })).toBe(1)
      expect(await left()).toEqual(['2026-11-04', '2026-11-03', '2026-11-02'])
      expect(await store.prune({ keep: 10, beforeUtc: '2026-11-03T00:00:00Z' })).toBe(1)
      expect(await left()).toEqual(['2026-11-04', '2026-11-03'])
      expect(await store.prune({ keep: 0 })).toBe(2)
      expect(await left()).toEqual([])
    })

    it('remembers the latest address of each device, scope by scope', async () => {
      await using place = await newPlace()
      await using store = place.open()
      expect(await store.preferredAddresses('')).toEqual({})
      await store.recordAddresses('', { [I217]: 0x64, [NT400D11]: 0x11 })
      await store.recordAddresses('sim:pcie-card@mcp2221', { [I217]: 0x20 })
      await store.recordAddresses('', { [NT400D11]: 0x12 })
      await store.recordAddresses('', {})
      expect(await store.preferredAddresses('')).toEqual({ [I217]: 0x64, [NT400D11]: 0x12 })
      expect(await store.preferredAddresses('sim:pcie-card@mcp2221')).toEqual({ [I217]: 0x20 })
    })

    it('tells where a device was before a run, the latest first, a random one by the part that stays', async () => {
      await using place = await newPlace()
      await using store = place.open()
      const runs = [exampleRun(), exampleRun(), exampleRun()]
      for (const run of runs) await store.add(run, null)
      const at = (i: number, address: number) => ({ runId: runs[i]?.run_id, number: i + 1, address })
      expect(await store.sightings(I217, null)).toEqual([at(2, 0x64), at(1, 0x64), at(0, 0x64)])
      expect(await store.sightings(I217.slice(0, 24), 3)).toEqual([at(1, 0x64), at(0, 0x64)])
      expect(await store.sightings(I217.replace('8086', '8087'), null)).toEqual([])
    })

    it('finds by SQL what a filter means, whatever the filter', async () => {
      await using place = await newPlace()
      await using store = place.open()
      const runs = fc.sample(anyRun, { numRuns: 12, seed: 5 })
      for (const run of runs) await store.add(run, null)
      await fc.assert(
        fc.asyncProperty(anyFilterOf(runs), async (filter) => {
          const meant = runs.filter((run) => isMeant(run, filter)).map((run) => run.run_id)
          const found = (await store.list(filter)).map(({ runId }) => runId)
          expect(found).toEqual(meant.toReversed())
        }),
        { numRuns: 100, seed: 7 },
      )
    })

    it('serves several who use it at once, from the first moment on', async () => {
      await using place = await newPlace()
      const runs = Array.from({ length: 12 }, () => exampleRun())
      const stores = [place.open(), place.open(), place.open()]
      const listings = await Promise.all(runs.map((run, i) => stores[i % 3]!.add(run, null)))
      expect(listings.map(({ number }) => number).toSorted((one, other) => one - other)).toEqual(
        runs.map((_, i) => i + 1),
      )
      for (const store of stores) {
        expect(await store.list({})).toHaveLength(12)
        await store[Symbol.asyncDispose]()
      }
    })

    it('refuses requests once it is disposed of', async () => {
      await using place = await newPlace()
      const store = place.open()
      await store.list({})
      await store[Symbol.asyncDispose]()
      await store[Symbol.asyncDispose]()
      await expect(store.list({})).rejects.toThrow('the store was closed')
    })
  })
}
