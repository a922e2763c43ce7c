/** A bus that others live on: consent to ARP there has to name it. Plain data. */
export interface NamedConsent {
  /** Such as `i2c-0`. */
  readonly name: string
  /** What the bus is, in words that go on after a colon. */
  readonly what: string
  /** The drivers that may lose their device, each with its address: `jc42 at 0x18`. */
  readonly atRisk: readonly string[]
}

/** Why consent has to name the bus, in one line. */
export function whyNamed({ what, atRisk }: NamedConsent): string {
  const loss =
    atRisk.length === 0
      ? 'no driver of the kernel is bound to it'
      : `drivers that may lose their device: ${atRisk.join(', ')}`
  return `${what}; ${loss}`
}
