import type { UdidFields } from '#shared/arp/udid.ts'

/** Matches any 16-bit ID. */
export const ANY_ID = 0xffff

/** Matches any vendor-specific ID. */
export const ANY_NUMBER = 0xffffffff

const SMBUS_VERSION = 0x000f
const PROTOCOLS = 0x00f0

/**
 * What devices a statement is about, in the manner of the `smbus_device_id` proposed for Linux. A field left out, or at
 * its wildcard, matches all.
 */
export interface MatchRule {
  readonly vendor?: number | undefined
  readonly device?: number | undefined
  /** Bits 3:0: the SMBus version at least. Bits 7:4: exactly these protocols. */
  readonly interface?: number | undefined
  readonly subsystemVendor?: number | undefined
  readonly subsystemDevice?: number | undefined
  readonly vendorSpecificId?: number | undefined
  /** What is said of such a device: `MCTP indicated by UDID, not proven`. */
  readonly says: string
}

/** Whether a rule is about the device with this UDID. */
export function matchesRule(rule: MatchRule, fields: UdidFields): boolean {
  return (
    is(rule.vendor, fields.vendor) &&
    is(rule.device, fields.device) &&
    isInterface(rule.interface, fields.interface) &&
    is(rule.subsystemVendor, fields.subsystemVendor) &&
    is(rule.subsystemDevice, fields.subsystemDevice) &&
    is(rule.vendorSpecificId, fields.vendorSpecificId, ANY_NUMBER)
  )
}

/** What the rules say of a device, in their order, nothing twice. */
export function saidOf(fields: UdidFields, rules: readonly MatchRule[]): string[] {
  return [...new Set(rules.filter((rule) => matchesRule(rule, fields)).map(({ says }) => says))]
}

function is(wanted: number | undefined, actual: number, any = ANY_ID): boolean {
  return wanted === undefined || wanted === any || wanted === actual
}

function isInterface(wanted: number | undefined, actual: number): boolean {
  if (wanted === undefined || wanted === ANY_ID) return true
  return (wanted & SMBUS_VERSION) <= (actual & SMBUS_VERSION) && (wanted & PROTOCOLS) === (actual & PROTOCOLS)
}
