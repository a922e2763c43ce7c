import type { Comparison } from '#shared/run/comparison.ts'
import { matchDevices } from '#shared/run/compare-devices.ts'
import type { Run, RunDevice } from '#shared/run/run.ts'

/** A line of the comparison. */
export interface ComparisonRow {
  readonly change: 'in' | 'out' | 'moved' | 'changed' | 'same'
  readonly device: RunDevice
  readonly what: string
  readonly older: string | null
  readonly newer: string | null
}

/** What each change is called, and its icon. */
export const CHANGE_WORDS: Readonly<
  Record<ComparisonRow['change'], { readonly words: string; readonly icon: string }>
> = {
  in: { words: 'Appeared', icon: 'plus' },
  out: { words: 'Left', icon: 'minus' },
  moved: { words: 'Moved', icon: 'move' },
  changed: { words: 'Changed', icon: 'delta' },
  same: { words: 'Same', icon: 'equal' },
}

/** A comparison as rows: what appeared, left, moved, changed, and what stayed as it was. */
export function comparisonRows(older: Run, newer: Run, comparison: Comparison): ComparisonRow[] {
  const { both, appeared, left } = matchDevices(older.devices, newer.devices)
  const changed = new Map(comparison.changed.map(({ udid, fields }) => [udid, fields]))
  const address = (device: RunDevice): string => device.address ?? 'none'
  const rows: ComparisonRow[] = [
    ...appeared.map(
      (device) => ({ change: 'in', device, what: 'address', older: null, newer: address(device) }) as const,
    ),
    ...left.map((device) => ({ change: 'out', device, what: 'address', older: address(device), newer: null }) as const),
  ]
  const same: ComparisonRow[] = []
  for (const pair of both) {
    const device = pair.new
    const hasMoved = pair.old.address !== device.address
    if (hasMoved)
      rows.push({ change: 'moved', device, what: 'address', older: address(pair.old), newer: address(device) })
    for (const { field, old, new: now } of changed.get(device.udid) ?? []) {
      rows.push({ change: 'changed', device, what: field.replaceAll('_', ' '), older: old, newer: now })
    }
    if (!hasMoved && !changed.has(device.udid)) {
      same.push({ change: 'same', device, what: 'all fields', older: address(device), newer: address(device) })
    }
  }
  return [...rows, ...same]
}

/** How many of each change, in words. */
export function comparisonSentence(rows: readonly ComparisonRow[]): string {
  const count = (change: ComparisonRow['change']): number => rows.filter((row) => row.change === change).length
  const fields = count('changed')
  const parts = [
    [count('in'), 'appeared'],
    [count('out'), 'left'],
    [count('moved'), 'moved'],
    [fields, fields === 1 ? 'field changed' : 'fields changed'],
    [count('same'), 'the same'],
  ] as const
  const said = parts.filter(([number]) => number > 0).map(([number, words]) => `${number} ${words}`)
  return said.length === 0 ? 'no device in either' : said.join(', ')
}

/** A value split where it differs from another of the same length, so that the difference can be marked. */
export function splitDifference(
  value: string,
  other: string,
): { readonly same: string; readonly differs: string; readonly rest: string } {
  if (value.length !== other.length) return { same: '', differs: value, rest: '' }
  let first = 0
  while (first < value.length && value[first] === other[first]) first++
  let last = value.length
  while (last > first && value[last - 1] === other[last - 1]) last--
  return { same: value.slice(0, first), differs: value.slice(first, last), rest: value.slice(last) }
}
