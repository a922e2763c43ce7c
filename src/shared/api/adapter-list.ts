import type { AdapterKind } from '#shared/adapters/adapter.ts'
import type { NamedConsent } from '#shared/api/named-consent.ts'
import type { BusCapabilities } from '#shared/i2c/bus.ts'

/** What a look for adapters came to. Plain data. */
export interface AdapterList {
  readonly adapters: readonly AdapterListing[]
  /** One line each: where could not be looked, and what to do about it. */
  readonly problems: readonly string[]
}

/** Whether an adapter can be opened, and if not, what is in the way. */
export type AdapterState = 'ready' | 'busy' | 'no-permission' | 'no-driver' | 'kernel-driver' | 'wrong-mode' | 'failed'

/** An adapter attached to this computer, whether it can be opened or not. Plain data. */
export interface AdapterListing {
  /** What `--adapter` takes for it. */
  readonly selector: string
  readonly kind: AdapterKind
  readonly product: string
  readonly serial: string | null
  /** Where the system has it. */
  readonly path: string
  readonly state: AdapterState
  /** The process that has it, where it is busy and that process says so. */
  readonly ownerPid: number | null
  /** One line: why it can't be opened and what to do; null when it can. */
  readonly problem: string | null
  readonly capabilities: BusCapabilities
  /** Part of this computer, such as its chipset's SMBus, and no adapter that was plugged in. */
  readonly isBuiltIn?: true
  /** Set where consent to ARP has to name the bus. */
  readonly namedConsent?: NamedConsent
  /** What a user must know of any adapter of this kind before a run, one line each. */
  readonly limits: readonly string[]
}

/** A card to simulate, behind the model of a chip: one that comes with the program, or one from a session bundle. */
export interface ScenarioListing {
  /** `sim:NAME` opens it; the path of a file for one from a bundle. */
  readonly name: string
  readonly description: string
  /** ARP devices on the card. */
  readonly arpDevices: number
}
