import { extname } from 'node:path'

/** What a bundle holds; other entries are let pass unread. */
export type BundleEntryName = 'run.json' | 'log.txt' | 'system.json' | 'scenario.json'

const MIB = 2 ** 20

/** Longest bundle that is read, and written. */
export const LONGEST_BUNDLE_BYTES = 64 * MIB

/** How long each entry may be, unpacked. */
export const LONGEST_ENTRY_BYTES: Readonly<Record<BundleEntryName, number>> = {
  'run.json': 64 * MIB,
  'log.txt': 32 * MIB,
  'system.json': MIB / 16,
  'scenario.json': 4 * MIB,
}

/** Whether a path is that of a bundle, by its name. */
export function isBundlePath(path: string): boolean {
  return extname(path).toLowerCase() === '.arpeggio'
}
