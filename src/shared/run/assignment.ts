/**
 * The cheapest way to give every row a column of its own, as the column of each row: the Hungarian method, in
 * O(rows² × columns). Of equally cheap ways it always gives the same.
 * @param costs one row of numbers for each row, of equal lengths, and none shorter than there are rows
 * @throws RangeError for a matrix that has fewer columns than rows
 */
export function assignColumns(costs: readonly (readonly number[])[]): number[] {
  const rows = costs.length
  const columns = costs[0]?.length ?? 0
  if (columns < rows) throw new RangeError(`costs: ${rows} rows can't share ${columns} columns`)
  const state: Potentials = {
    costs,
    ofRow: new Float64Array(rows + 1),
    ofColumn: new Float64Array(columns + 1),
    rowOf: new Int32Array(columns + 1),
  }
  for (let row = 1; row <= rows; row++) augment(state, row)
  const chosen = new Array<number>(rows).fill(-1)
  for (const [column, row] of state.rowOf.entries()) if (column > 0 && row > 0) chosen[row - 1] = column - 1
  return chosen
}

/** Rows and columns count from 1: column 0 stands for the row that looks for one. */
interface Potentials {
  readonly costs: readonly (readonly number[])[]
  readonly ofRow: Float64Array
  readonly ofColumn: Float64Array
  /** Which row holds each column; 0 for none. */
  readonly rowOf: Int32Array
}

/** Finds a column for one more row, along the cheapest alternating path. */
function augment({ costs, ofRow, ofColumn, rowOf }: Potentials, row: number): void {
  const columns = ofColumn.length
  const slack = new Float64Array(columns).fill(Infinity)
  const cameFrom = new Int32Array(columns)
  const isUsed = new Uint8Array(columns)
  rowOf[0] = row
  let column = 0
  while (rowOf[column] !== 0) {
    isUsed[column] = 1
    const current = rowOf[column] ?? 0
    let delta = Infinity
    let next = 0
    for (let j = 1; j < columns; j++) {
      if (isUsed[j]) continue
      const reduced = (costs[current - 1]?.[j - 1] ?? 0) - (ofRow[current] ?? 0) - (ofColumn[j] ?? 0)
      if (reduced < (slack[j] ?? 0)) {
        slack[j] = reduced
        cameFrom[j] = column
      }
      if ((slack[j] ?? 0) < delta) {
        delta = slack[j] ?? 0
        next = j
      }
    }
    shift({ ofRow, ofColumn, rowOf }, { slack, isUsed, delta })
    column = next
  }
  for (; column !== 0; column = cameFrom[column] ?? 0) rowOf[column] = rowOf[cameFrom[column] ?? 0] ?? 0
}

interface Step {
  readonly slack: Float64Array
  readonly isUsed: Uint8Array
  readonly delta: number
}

function shift({ ofRow, ofColumn, rowOf }: Omit<Potentials, 'costs'>, { slack, isUsed, delta }: Step): void {
  for (let j = 0; j < ofColumn.length; j++) {
    if (isUsed[j]) {
      const row = rowOf[j] ?? 0
      ofRow[row] = (ofRow[row] ?? 0) + delta
      ofColumn[j] = (ofColumn[j] ?? 0) - delta
    } else {
      slack[j] = (slack[j] ?? 0) - delta
    }
  }
}
