import type { Comparison } from './comparison.ts'
import { probesOf } from './probes.ts'
import type { Run } from './run.ts'

/**
 * Addresses where something other than an ARP device answered in one run and nobody in the other. An address counts
 * only where both runs probed it: an enumeration probes what it is about to give out, and no more.
 */
export function compareOtherAddresses(older: Run, newer: Run): Comparison['other_addresses'] {
  return { appeared: answersOnlyIn(newer, older), left: answersOnlyIn(older, newer) }
}

function answersOnlyIn(run: Run, other: Run): string[] {
  const probed = new Set(probesOf(other).map(({ address }) => address))
  const answered = new Set(other.other_addresses.map(({ address }) => address))
  return run.other_addresses
    .map(({ address }) => address)
    .filter((address) => probed.has(address) && !answered.has(address))
}
