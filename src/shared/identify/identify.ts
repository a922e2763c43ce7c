import type { UdidFields } from '#shared/arp/udid.ts'
import { BUILT_IN_RULES } from './built-in-rules.ts'
import { saidOf, type MatchRule } from './match-rule.ts'
import type { NameSource } from './name-source.ts'

/** What is known of a device beyond what its UDID says itself, keyed as in the Run document. */
export interface Identification {
  readonly vendor_name: string | null
  readonly matches: readonly string[]
}

/** Identifies a device by its UDID; pure, and quick enough to be asked whenever a Run is looked at. */
export type Identify = (fields: UdidFields) => Identification

/** Identifies devices by a list of names and by rules, the user's before our own. */
export function identifyBy(names: NameSource, ownRules: readonly MatchRule[] = []): Identify {
  const rules = [...ownRules, ...BUILT_IN_RULES]
  return (fields) => ({ vendor_name: names.vendorName(fields.vendor) ?? null, matches: saidOf(fields, rules) })
}

/** Says nothing of any device. */
export const UNIDENTIFIED: Identify = () => ({ vendor_name: null, matches: [] })
