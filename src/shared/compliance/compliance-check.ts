import type { DeviceUnderTest } from './device-under-test.ts'
import type { Ruling } from './ruling.ts'

/** One thing that the specification asks of an ARP target: what to do, and what must come of it. */
export interface ComplianceCheck {
  /** Stable, kebab-case: what `arpeggio check NAME` and reports call it. */
  readonly id: string
  readonly title: string
  /** What it is to show, and why that matters. */
  readonly objective: string
  /** What is done, in words, one step each. */
  readonly steps: readonly string[]
  /** When it passes. */
  readonly passRule: string
  /** The clause of the specification, from `CLAUSE`. */
  readonly clause: string
  /** Holds for Fixed - Not Discoverable devices too, which obey directed Get UDID alone. */
  readonly directedOnly?: true
  /**
   * Begins and ends with the device at its home address, as far as the device lets it.
   * @throws Unruled where it can't be carried out
   */
  readonly run: (dut: DeviceUnderTest) => Promise<Ruling> | Ruling
}
