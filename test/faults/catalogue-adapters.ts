import type { FindingCode } from '#shared/arp/findings.ts'
import type { AdapterQuirk } from '#shared/sim/quirks.ts'
import type { Fault, Name } from './fault.ts'
import type { AdapterName } from './rig.ts'
import type { Tampering } from './tampered-replies.ts'

const USB: readonly AdapterName[] = ['mcp2221', 'ch341']
const KERNEL: readonly AdapterName[] = ['i2c-dev', 'i2c-dev (SMBus only)']
const BROKEN: readonly FindingCode[] = ['adapter-error', 'clock-timeout']
/** A refusal made up is a device that is not there, or no longer, or does not do as it is told. */
const REFUSED: readonly FindingCode[] = [
  'nack-unknown-byte',
  'nack-address',
  'nack-command',
  'no-arp-device',
  'prepare-not-acknowledged',
  'device-left',
  'device-joined',
  'assign-not-taken',
]

/** Replies of these chips carry no checksum: noise that passes for a reply shows as what it says. */
const NOISE: readonly Name[] = [
  ...BROKEN,
  ...REFUSED,
  'other-address',
  'filler-reply',
  'duplicate-udid',
  'address-conflict',
  'late-reply',
  'pec-mismatch',
  'short-count',
  'long-count',
  'foreign-device-at-0x61',
  'nack-in-data',
  'nack-pec',
  'acks-everything',
  'pool-exhausted',
  'second-controller',
  'stuck-sda',
  'stuck-scl',
]
const BOTH = [false, true] as const
const often = (forGood: boolean): string => (forGood ? 'for good' : 'once')

interface Sort {
  readonly kind: string
  readonly words: string
  readonly tampering: Tampering
  readonly named: readonly Name[]
}

/** How far into a transaction: its first questions and replies, where each of them is another one to every driver. */
const PROGRESS = [0, 1, 2, 3]

const TAMPERINGS: readonly Sort[] = [
  { kind: 'unplug', words: 'unplugged', tampering: 'unplugged', named: ['adapter-lost'] },
  { kind: 'adapter silent', words: 'silent for good', tampering: 'silent', named: BROKEN },
  { kind: 'adapter silent', words: 'a reply is lost', tampering: 'lost-reply', named: [...BROKEN, 'late-reply'] },
  { kind: 'adapter garbage', words: 'noise for good', tampering: 'noise', named: NOISE },
  { kind: 'adapter garbage', words: 'a reply of noise', tampering: 'one-noise', named: NOISE },
  { kind: 'adapter garbage', words: 'a reply cut short', tampering: 'cut-short', named: [...BROKEN, 'late-reply'] },
  { kind: 'late reply', words: 'a reply after the next question', tampering: 'late', named: [...BROKEN, 'late-reply'] },
  {
    kind: 'late reply',
    words: 'a reply slow and in time',
    tampering: 'slow',
    named: [...BROKEN, 'late-reply', 'slow-repeated-start'],
  },
  { kind: 'late reply', words: 'a reply twice', tampering: 'twice', named: NOISE },
]

const ERRNOS: readonly { errno: string; kind: string; named: readonly Name[] }[] = [
  { errno: 'EAGAIN', kind: 'lost arbitration', named: ['arbitration-lost'] },
  { errno: 'EBUSY', kind: 'second controller', named: ['second-controller', 'adapter-error'] },
  { errno: 'ETIMEDOUT', kind: 'stretch', named: ['clock-timeout'] },
  { errno: 'ESHUTDOWN', kind: 'unplug', named: ['adapter-lost'] },
  {
    errno: 'ENODEV',
    kind: 'NACK',
    named: REFUSED,
  },
  {
    errno: 'EREMOTEIO',
    kind: 'NACK',
    named: REFUSED,
  },
  {
    errno: 'EIO',
    kind: 'NACK',
    named: REFUSED,
  },
  { errno: 'ENOMEM', kind: 'adapter garbage', named: ['adapter-error'] },
  { errno: 'EINVAL', kind: 'adapter garbage', named: ['adapter-error'] },
  { errno: 'EPERM', kind: 'adapter garbage', named: ['adapter-error'] },
  { errno: 'EBADMSG', kind: 'bad PEC', named: ['pec-mismatch', 'adapter-error', 'foreign-device-at-0x61'] },
  { errno: 'EPROTO', kind: 'wrong count', named: ['filler-reply', 'adapter-error', 'foreign-device-at-0x61'] },
]

const OUTCOMES = [
  { outcome: 'arbitration-lost', kind: 'lost arbitration', named: ['arbitration-lost'] },
  { outcome: 'bus-busy', kind: 'second controller', named: ['second-controller'] },
  { outcome: 'timeout', kind: 'stretch', named: ['clock-timeout'] },
  { outcome: 'closed', kind: 'unplug', named: ['adapter-lost'] },
  { outcome: 'adapter', kind: 'adapter garbage', named: ['adapter-error'] },
  {
    outcome: 'nack-unknown',
    kind: 'NACK',
    named: REFUSED,
  },
] as const

const QUIRKS: readonly {
  quirk: AdapterQuirk
  kind: string
  adapters: readonly AdapterName[]
  named: readonly Name[]
}[] = [
  { quirk: 'acks-everything', kind: 'phantom ACK', adapters: ['ideal', ...USB], named: ['acks-everything'] },
  { quirk: 'silent', kind: 'adapter silent', adapters: USB, named: BROKEN },
  { quirk: 'garbage', kind: 'adapter garbage', adapters: USB, named: NOISE },
  { quirk: 'late-reply', kind: 'late reply', adapters: USB, named: ['late-reply', ...BROKEN] },
  { quirk: 'data-nack-stop', kind: 'NACK', adapters: ['mcp2221'], named: ['nack-unknown-byte'] },
  { quirk: 'data-nack-timeout', kind: 'NACK', adapters: ['mcp2221'], named: ['nack-unknown-byte'] },
  { quirk: 'first-cancel-wedges', kind: 'adapter garbage', adapters: ['mcp2221'], named: BROKEN },
  { quirk: 'status-one-per-packet', kind: 'adapter garbage', adapters: ['ch341'], named: ['not-observable'] },
]

/** What an adapter, its cable or its driver in the kernel can do wrong, and who stops a run. */
export const MISBEHAVING_ADAPTERS: readonly Fault[] = [
  ...TAMPERINGS.flatMap(({ kind, words, tampering, named }) =>
    PROGRESS.map((after): Fault => ({
      kind,
      name: `${words}, after ${after} reports`,
      strike: { layer: 'port', tampering, after },
      adapters: USB,
      named,
    })),
  ),
  ...QUIRKS.map(({ quirk, kind, adapters, named }): Fault => ({
    kind,
    name: `quirk ${quirk}`,
    strike: { layer: 'chip', quirk },
    adapters,
    named,
  })),
  ...OUTCOMES.flatMap(({ outcome, kind, named }) =>
    BOTH.map((forGood): Fault => ({
      kind,
      name: `reports ${outcome}, ${often(forGood)}`,
      strike: { layer: 'link', outcome, forGood },
      adapters: ['ideal'],
      named,
    })),
  ),
  ...ERRNOS.flatMap(({ errno, kind, named }) =>
    BOTH.map((forGood): Fault => ({
      kind,
      name: `the kernel answers ${errno}, ${often(forGood)}`,
      strike: { layer: 'kernel', errno, forGood },
      adapters: KERNEL,
      named,
    })),
  ),
  { kind: 'interrupted', name: 'stopped by its user', strike: { layer: 'caller' }, named: ['interrupted'] },
]
