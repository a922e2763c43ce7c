/** Fewer letters begin too many names to be a hint. */
const SHORTEST_START = 3

/** The one of `names` that `typed` was most likely meant to be; undefined where none is near. */
function nearName(typed: string, names: readonly string[]): string | undefined {
  const most = Math.max(1, Math.floor(typed.length / 3))
  const [nearest] = names
    .map((name) => ({ name, distance: editDistance(typed.toLowerCase(), name) }))
    .filter(({ distance }) => distance <= most)
    .sort((one, other) => one.distance - other.distance)
  return nearest?.name ?? names.find((name) => typed.length >= SHORTEST_START && name.startsWith(typed.toLowerCase()))
}

/** ` (did you mean "mcp2221"?)`, or nothing where no name is near. */
export function didYouMean(typed: string, names: readonly string[]): string {
  const near = nearName(typed, names)
  return near === undefined ? '' : ` (did you mean "${near}"?)`
}

/** Letters to insert, delete, replace, or swap with their neighbour to make one text the other. */
function editDistance(one: string, other: string): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: other.length + 1 }, (_, i) => i)
  for (let i = 1; i <= one.length; i++) {
    const row = [i]
    for (let j = 1; j <= other.length; j++) {
      const same = one[i - 1] === other[j - 1]
      let best = Math.min(at(last, j) + 1, at(row, j - 1) + 1, at(last, j - 1) + (same ? 0 : 1))
      if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]) {
        best = Math.min(best, at(beforeLast, j - 2) + 1)
      }
      row.push(best)
    }
    beforeLast = last
    last = row
  }
  return at(last, other.length)
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Infinity
}
