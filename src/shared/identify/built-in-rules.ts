import type { MatchRule } from './match-rule.ts'

const SMBUS_2_0 = 0x04
const ASF = 0x20
const IPMI = 0x40

/** Every combination of the protocols OEM, ASF, IPMI and ZONE: a rule names one of them exactly. */
const PROTOCOL_SETS = Array.from({ length: 16 }, (_, i) => i << 4)

/** Statements about every device that says it speaks a protocol, whatever else it speaks. */
function speakers(protocol: number, says: string): MatchRule[] {
  return PROTOCOL_SETS.filter((set) => set & protocol).map((set) => ({ interface: set | SMBUS_2_0, says }))
}

/**
 * What is said of devices without anybody's own rules. MCTP endpoints that answer Get UDID have to set the ASF bit, but
 * so do devices with ASF alone (DSP0237 1.1.0 §6.5); only an MCTP exchange proves MCTP.
 */
export const BUILT_IN_RULES: readonly MatchRule[] = [
  { vendor: 0x8086, device: 0x10d4, says: 'Intel I217 LAN, by the UDID of its datasheet' },
  { vendor: 0x8086, device: 0x1531, says: 'Intel I210 LAN, by the UDID of its datasheet' },
  {
    vendor: 0x18f4,
    subsystemVendor: 0x18f4,
    subsystemDevice: 0x0215,
    says: 'Napatech NT400D11, by the UDID of its manual',
  },
  ...speakers(ASF, 'MCTP indicated by UDID, not proven'),
  ...speakers(IPMI, 'IPMI over SMBus indicated by UDID, not proven'),
]
