import type { FindingCode } from '#shared/arp/findings.ts'
import type { Step } from '#shared/arp/events.ts'
import type { TransferOutcome } from '#shared/i2c/bus.ts'
import type { AdapterQuirk } from '#shared/sim/quirks.ts'
import type { FaultAction } from '#shared/sim/targets/arp-fault.ts'
import type { ExternalCommand } from '#shared/sim/targets/external-controller.ts'
import type { HeldLines } from '#shared/sim/targets/target.ts'
import type { Noise } from './noisy-wire.ts'
import type { AdapterName } from './rig.ts'
import type { Tampering } from './tampered-replies.ts'

/** Where and how a fault is made. */
export type Strike =
  /** One ARP device does wrong, on the next transaction of the step's kind. */
  | { readonly layer: 'target'; readonly fault: FaultAction; readonly times?: number }
  | { readonly layer: 'wire'; readonly noise: Noise; readonly forGood: boolean }
  /** Something holds lines low; null for good. */
  | { readonly layer: 'lines'; readonly holds: HeldLines; readonly forMs: number | null }
  /** Other controllers send: right at our START, or on their own in the pause before it. */
  | {
      readonly layer: 'company'
      readonly sends: ExternalCommand
      readonly when: 'together' | 'before'
      readonly times: number
    }
  /** The reports or packets of an adapter, `after` so many of the transaction. */
  | { readonly layer: 'port'; readonly tampering: Tampering; readonly after: number }
  /** What a whole run is done with. */
  | { readonly layer: 'chip'; readonly quirk: AdapterQuirk }
  /** What an adapter says of a transaction instead of carrying it out. */
  | { readonly layer: 'link'; readonly outcome: Exclude<TransferOutcome, 'ok'>; readonly forGood: boolean }
  | { readonly layer: 'kernel'; readonly errno: string; readonly forGood: boolean }
  /** Somebody stops the run, as Ctrl+C does. */
  | { readonly layer: 'caller' }

/** What can name a cause. */
export type Name = FindingCode | 'other-address'

/** One fault of the catalogue. */
export interface Fault {
  /** The row of the table it counts in. */
  readonly kind: string
  /** Which of its kind, in a few words; unique in the catalogue. */
  readonly name: string
  readonly strike: Strike
  /** Where it can strike; everywhere where absent. */
  readonly steps?: readonly Step[]
  readonly adapters?: readonly AdapterName[]
  /** Findings each of which names the cause; `other-address` is an address on the Run's list that was not there before. */
  readonly named: readonly Name[]
  /** More of them, through a CH341: it notices neither stretching nor other controllers, only what they do to its bytes. */
  readonly namedBlindly?: readonly Name[]
}
