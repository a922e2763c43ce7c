import type { AdapterInfo } from '#shared/adapters/adapter.ts'
import type { LineLevels } from '#shared/i2c/bus.ts'
import type { Transaction } from '#shared/i2c/recorder.ts'
import type { PecChecker, Withheld } from '#shared/smbus/link.ts'
import type { Finding } from './findings.ts'
import type { DeviceFlags } from './flags.ts'
import type { PecMode } from './policy.ts'
import type { Udid } from './udid.ts'

/** What an operation is called in the Run and on the command line. */
export type OperationName =
  'scan' | 'inventory' | 'enumerate' | 'assign' | 'reset' | 'watch' | 'verify' | 'check' | 'step'

/** What a transaction was for. */
export type Step =
  | 'self-test'
  | 'look'
  | 'walk'
  | 'prepare'
  | 'reset'
  | 'get-udid'
  | 'probe'
  | 'assign'
  | 'confirm'
  | 'watch'
  | 'scan'
  | 'check'

/** Who gave a device the address it has: we did, we confirmed the one it held, or it has its own and we sent none. */
export type AssignedBy = 'arpeggio' | 'kept' | 'device'

/** How a device's ARP ended. `not_assigned` devices were seen but given nothing. */
export type DeviceStatus = 'ok' | 'kept_own_address' | 'conflict' | 'unconfirmed' | 'failed' | 'not_assigned'

/** The classes of DSP0237 1.1.0 §6.1 an ARP controller can tell apart. */
export type DeviceClass = 'arp-capable' | 'fixed-and-discoverable' | 'fixed-not-discoverable'

/** Who agreed to ARP traffic on this bus, and when; all null without consent. */
export interface Consent {
  readonly armed: boolean
  /** The user as the operating system names them, and the way: `ana (--arm)`. */
  readonly by: string | null
  readonly atUtc: string | null
}

/** What the operation was told to do. Plain data; addresses are numbers here and hex strings in the Run document. */
export interface OperationSettings {
  readonly pool: readonly number[]
  readonly reserved: readonly number[]
  readonly pec: PecMode
  readonly probe: boolean
  readonly move: boolean
  readonly withFixed: boolean
  readonly resetFirst: boolean
  readonly prepareAnyway: boolean
  readonly clockHz: number
  readonly timeoutMs: number
}

/** The first event of every operation: all that the fold cannot know of itself. */
export interface RunStarted {
  readonly type: 'run-started'
  readonly runId: string
  readonly operation: OperationName
  readonly startedUtc: string
  readonly tool: { readonly name: string; readonly version: string }
  readonly host: { readonly os: string; readonly arch: string }
  readonly adapter: AdapterInfo
  readonly clockHz: number
  readonly consent: Consent
  readonly settings: OperationSettings
}

/** The state of one device as far as it is known; later events for the same `device` replace earlier ones. */
export interface DeviceState {
  /** Order of discovery, from 0: names the device within the run. */
  readonly device: number
  readonly udid: Udid
  /** 7-bit; null while it has none that we know of. */
  readonly address: number | null
  /** The address the device reported when it was found, null for none (byte 0xff); once it has left, the one it had. */
  readonly addressBefore: number | null
  readonly assignedBy: AssignedBy | null
  readonly deviceClass: DeviceClass
  readonly confirmed: boolean
  readonly status: DeviceStatus
  /** `seq` of the transactions that found, assigned and confirmed it, in that order. */
  readonly evidence: readonly number[]
}

/** How a watched device changed. `changed`: it is where it was, but lost its assignment or renewed its UDID meanwhile. */
export type PresenceChange = 'joined' | 'left' | 'moved' | 'changed'

/** How a compliance check came out. `not-observable`: it could not be told, and nothing is claimed. */
export type CheckVerdict = 'pass' | 'fail' | 'not-observable' | 'not-applicable'

/** One compliance check of one device: what was done, what it came to, and why. */
export interface CheckResult {
  /** Name of the check, kebab-case, stable. */
  readonly id: string
  /** The device it was made of; null where none could be told apart. */
  readonly device: number | null
  readonly title: string
  readonly objective: string
  readonly steps: readonly string[]
  readonly passRule: string
  readonly clause: string
  readonly verdict: CheckVerdict
  /** One line: what was seen, or why nothing was. */
  readonly reason: string
  /** `seq` of what was sent for it. */
  readonly evidence: readonly number[]
}

/** One command of step mode, and what it came to. */
export interface StepResult {
  /** As `parseStepCommand` reads it. */
  readonly command: string
  readonly clause: string
  /** Null where it was not sent. */
  readonly seq: number | null
  /** One line: what came, or why nothing was sent. */
  readonly words: string
  readonly devices: readonly DeviceFlags[]
}

/** Why an address of the pool was passed over for a device. */
export interface RefusedAddress {
  readonly address: number
  readonly why: string
}

/** What the core says while it works: plain data. Events inform and never steer. */
export type ArpEvent =
  | RunStarted
  /** The lines as read before the first and after the last transaction. */
  | { readonly type: 'lines'; readonly when: 'before' | 'after'; readonly levels: LineLevels }
  /** A transaction settled; its `step` and PEC follow in an `exchange`. */
  | { readonly type: 'transaction'; readonly transaction: Transaction }
  /** What transaction `seq` was for, and its PEC. `retry` when it repeats one that went wrong. */
  | {
      readonly type: 'exchange'
      readonly seq: number
      readonly step: Step
      readonly retry: boolean
      readonly pecExpected: number | null
      readonly pecGot: number | null
      readonly pecCheckedBy: PecChecker | null
      /** As in `SmbusReply`. */
      readonly withheld?: Withheld
    }
  /** A stretch of work begins; `total` transactions are expected where that is known. */
  | { readonly type: 'phase'; readonly step: Step; readonly total: number | null }
  /** A device was found, or what is known of it changed. */
  | ({ readonly type: 'device' } & DeviceState)
  /** An address was chosen for a device, and which ones were passed over for what reason. */
  | {
      readonly type: 'address-chosen'
      readonly device: number
      readonly address: number
      readonly why: string
      readonly refused: readonly RefusedAddress[]
    }
  /** Something noticed, about one device or (null) about the bus. */
  | ({ readonly type: 'finding'; readonly device: number | null } & Finding)
  /** A watched bus changed: a device came, went, has another address, or came back without the one it had. */
  | {
      readonly type: 'presence'
      readonly change: PresenceChange
      readonly tUtc: string
      readonly device: number
      readonly evidence: readonly number[]
    }
  /** A compliance check has been made. */
  | ({ readonly type: 'check' } & CheckResult)
  /** One command of step mode has been sent (`seq`), or was not (null); the flags are those after it. */
  | ({ readonly type: 'step' } & StepResult)
  /** Something other than an ARP device answered a probe; or a driver of the kernel has the address, which was not probed. */
  | { readonly type: 'other-address'; readonly address: number; readonly answersTo: 'quick' | 'read' | 'kernel-driver' }
  /** An address conflict made the enumeration begin again: devices found so far are void, findings stay. */
  | { readonly type: 'restarted'; readonly why: string }
  /** The last event. `complete` is false when the operation was cut short. */
  | {
      readonly type: 'run-finished'
      readonly finishedUtc: string
      readonly durationMs: number
      readonly complete: boolean
    }

/** Takes events as they happen. */
export type Observe = (event: ArpEvent) => void
