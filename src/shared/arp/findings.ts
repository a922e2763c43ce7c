/** How much a finding weighs: an error fails the run, a warning marks it, an info is only said. */
export type Severity = 'info' | 'warning' | 'error'

/** Every finding code, stable, with the severity it has unless the place that raises it knows better. */
export const FINDING_SEVERITY = {
  'nack-address': 'info',
  'nack-command': 'info',
  'nack-in-data': 'warning',
  'nack-pec': 'warning',
  'nack-unknown-byte': 'info',
  'short-count': 'warning',
  'long-count': 'warning',
  'pec-mismatch': 'warning',
  'pec-without-address': 'info',
  'filler-reply': 'info',
  'bit0-zero': 'warning',
  'unshifted-address': 'warning',
  'reserved-address': 'warning',
  'address-conflict': 'error',
  'assign-not-taken': 'error',
  'duplicate-udid': 'error',
  'no-arbitration': 'error',
  'device-joined': 'info',
  'device-left': 'info',
  'kept-own-address': 'warning',
  'malformed-udid': 'warning',
  'foreign-device-at-0x61': 'error',
  'pool-exhausted': 'error',
  'arbitration-lost': 'warning',
  'clock-timeout': 'warning',
  'stuck-sda': 'error',
  'stuck-scl': 'error',
  'acks-everything': 'error',
  'slow-repeated-start': 'info',
  'adapter-error': 'error',
  'adapter-lost': 'error',
  'second-controller': 'warning',
  'no-arp-device': 'warning',
  'late-reply': 'warning',
  interrupted: 'error',
  'prepare-not-acknowledged': 'info',
  'not-observable': 'info',
} as const satisfies Record<string, Severity>

/** A stable name for something noticed. */
export type FindingCode = keyof typeof FINDING_SEVERITY

/** Something noticed about the bus, the adapter or one device, and the transactions that show it. */
export interface Finding {
  readonly code: FindingCode
  readonly severity: Severity
  /** One line for people: what was seen, what it means, what to do. */
  readonly message: string
  /** `seq` of the transactions that prove it. */
  readonly evidence: readonly number[]
}

/** A finding of the code's usual severity, or of `severity` where the case is graver or milder. */
export function finding(
  code: FindingCode,
  message: string,
  evidence: readonly number[] = [],
  severity: Severity = FINDING_SEVERITY[code],
): Finding {
  return { code, severity, message, evidence }
}
