import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { assignColumns } from '#shared/run/assignment.ts'

function cheapest(costs: readonly (readonly number[])[], taken = new Set<number>()): number {
  const [row, ...rest] = costs
  if (!row) return 0
  const totals = row.map((cost, column) =>
    taken.has(column) ? Infinity : cost + cheapest(rest, new Set([...taken, column])),
  )
  return Math.min(...totals)
}

const matrix = fc.tuple(fc.integer({ min: 1, max: 5 }), fc.nat(2)).chain(([rows, more]) =>
  fc.array(fc.array(fc.nat(9), { minLength: rows + more, maxLength: rows + more }), {
    minLength: rows,
    maxLength: rows,
  }),
)

describe('assignColumns', () => {
  it('gives every row a column of its own, as cheaply as trying every way', () => {
    fc.assert(
      fc.property(matrix, (costs) => {
        const columns = assignColumns(costs)
        expect(new Set(columns).size).toBe(costs.length)
        expect(columns.reduce((sum, column, row) => sum + costs[row]![column]!, 0)).toBe(cheapest(costs))
      }),
    )
  })

  it('has nothing to do without rows', () => {
    expect(assignColumns([])).toEqual([])
  })

  it('refuses fewer columns than rows', () => {
    expect(() => assignColumns([[1], [2]])).toThrow(RangeError)
  })
})
