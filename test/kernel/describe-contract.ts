import { describe, expect, it } from 'vitest'
import type { CasesFact } from './guest/collected-cases.ts'

type Find = (skip: (note: string) => never) => CasesFact

/** What every I2C bus must do, as `npm test` asks of each on its chip model; `but`: the cases known to fail, and no others. */
export function describeContract(path: string, find: Find, but: readonly string[] = []): void {
  describe(`${path}, as every I2C bus`, () => {
    it(but.length === 0 ? 'does all of it' : 'does all of it but what is known', ({ skip }) => {
      const { passed, failed } = find(skip)
      expect(Object.keys(failed).map(lastPart), JSON.stringify(failed)).toEqual(but)
      expect(passed.length).toBeGreaterThan(30)
    })
  })
}

function lastPart(name: string): string {
  return name.split(' > ').at(-1) ?? name
}
