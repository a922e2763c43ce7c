import type { AdapterKind } from '#shared/adapters/adapter.ts'
import type { BusCapabilities } from '#shared/i2c/bus.ts'

/** What a look for adapters came to. Plain data. */
export interface AdapterList {
  readonly adapters: readonly AdapterListing[]
  /** One line each: where could not be looked, and what to do about it. */
  readonly problems: readonly string[]
}

/** An adapter attached to this computer, whether it can be opened or not. Plain data. */
export interface AdapterListing {
  /** What `--adapter` takes for it. */
  readonly selector: string
  readonly kind: AdapterKind
  readonly product: string
  readonly serial: string | null
  /** Where the system has it. */
  readonly path: string
  readonly state: 'ready' | 'busy' | 'no-permission' | 'kernel-driver' | 'failed'
  /** The process that has it, where it is busy and that process says so. */
  readonly ownerPid: number | null
  /** One line: why it can't be opened and what to do; null when it can. */
  readonly problem: string | null
  readonly capabilities: BusCapabilities
}
