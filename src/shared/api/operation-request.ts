import type { DeviceFlags } from '#shared/arp/flags.ts'
import type { PecMode } from '#shared/arp/policy.ts'
import type { StepCommand } from '#shared/arp/step-command.ts'
import type { Udid } from '#shared/arp/udid.ts'
import type { ScanMethod } from '#shared/i2c/scan.ts'
import type { MatchRule } from '#shared/identify/match-rule.ts'

/** Which bus, and how fast. Plain data, as all requests. */
export interface BusRequest {
  /** As `parseSelector` reads it. */
  readonly selector: string
  /** Bus clock in hertz; where absent, 100 kHz, or what the scenario of a simulated bus says. */
  readonly clockHz?: number
}

/** What an enumeration may do; see `EnumerateOptions`. */
export interface EnumerationRequest {
  readonly pool: readonly number[]
  readonly reserved: readonly number[]
  /** The address to try first, by UDID. */
  readonly preferred: Readonly<Record<Udid, number>>
  readonly probe: boolean
  readonly move: boolean
  readonly withFixed: boolean
  readonly resetFirst: boolean
  readonly prepareAnyway: boolean
}

/** What is to be done on a bus. */
export type OperationRequest = RunSettings & OperationKind

/** How often, in all, a step that went wrong is tried; what is absent is as `DEFAULT_POLICY` has it. */
export interface RetrySettings {
  /** A reply whose PEC or count is wrong. */
  readonly garbledTries?: number
  /** A transaction that lost arbitration, met a busy bus, or timed out. */
  readonly transferTries?: number
  /** A device whose firmware is not ready. */
  readonly notReadyTries?: number
}

/** What every operation can be told. */
export interface RunSettings {
  /** `strict` where absent. */
  readonly pec?: PecMode
  /** Longest time one transaction may take beyond its own wire time. */
  readonly timeoutMs?: number
  readonly retries?: RetrySettings
  /** What to say of devices, before what the program says of itself. */
  readonly rules?: readonly MatchRule[]
}

/** Each operation with what it alone needs. */
export type OperationKind =
  | { readonly operation: 'scan'; readonly addresses: readonly number[]; readonly method: ScanMethod }
  | { readonly operation: 'inventory'; readonly addresses: readonly number[] }
  | ({ readonly operation: 'enumerate' } & EnumerationRequest)
  /** Enumerates, and then probes each address where nobody is to be. */
  | ({ readonly operation: 'verify'; readonly absent: readonly number[] } & EnumerationRequest)
  | {
      readonly operation: 'assign'
      readonly udid: Udid
      readonly address: number
      readonly probe: boolean
      readonly prepareAnyway: boolean
    }
  /** `address` null: all devices. */
  | { readonly operation: 'reset'; readonly address: number | null; readonly prepareAnyway: boolean }
  | ({
      readonly operation: 'watch'
      readonly intervalMs: number
      /** Null: until cancelled. */
      readonly forMs: number | null
      readonly assign: boolean
    } & EnumerationRequest)
  /** `checks` empty: all of them; `udid` null: every device. */
  | ({
      readonly operation: 'check'
      readonly checks: readonly string[]
      readonly udid: Udid | null
    } & EnumerationRequest)
  /** `before`: the flags as earlier steps left them. Only a caller in the engine's own process can hand over commands as they come. */
  | {
      readonly operation: 'step'
      readonly commands: readonly StepCommand[] | AsyncIterable<StepCommand>
      readonly before: readonly DeviceFlags[]
    }
