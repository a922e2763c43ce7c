import type { Step } from '#shared/arp/events.ts'
import type { FindingCode } from '#shared/arp/findings.ts'
import type { Fault, Name } from './fault.ts'
import type { Noise } from './noisy-wire.ts'
import { ADAPTERS } from './rig.ts'
import { ASKING } from './step-kinds.ts'

const BOTH = [false, true] as const
const often = (forGood: boolean): string => (forGood ? 'for good' : 'once')

const SOUND_CONTROLLERS = ADAPTERS.filter((adapter) => adapter !== 'ch341')

interface Sort {
  readonly kind: string
  readonly words: string
  readonly noise: Noise
  readonly steps?: readonly Step[]
  readonly named: readonly Name[]
}

function noise({ kind, words, noise, steps, named }: Sort): Fault[] {
  return BOTH.map((forGood) => ({
    kind,
    name: `${words}, ${often(forGood)}`,
    strike: { layer: 'wire', noise, forGood },
    // A CH341 that misreads every ACK of an address is beyond what can be told: see docs/reliability.md.
    ...(forGood && noise.do === 'nack' && noise.byte === 0 ? { adapters: SOUND_CONTROLLERS } : {}),
    ...(steps ? { steps } : {}),
    named,
  }))
}

const NOT_ACKNOWLEDGED: readonly FindingCode[] = [
  'nack-address',
  'nack-command',
  'nack-in-data',
  'nack-pec',
  'nack-unknown-byte',
  'no-arp-device',
  'device-left',
  'assign-not-taken',
  'prepare-not-acknowledged',
  'device-joined',
  // Whoever was about to send hangs in the middle of its byte; not every adapter can tell that line from a busy bus.
  'stuck-sda',
  'second-controller',
  'clock-timeout',
]

/** Bytes in which a turned bit shows in a way of its own: count, first and last of the UDID, address, PEC. */
const FLIPPED = [
  { byte: 0, mask: 0x01, of: 'the count' },
  { byte: 0, mask: 0x80, of: 'the count, the highest bit' },
  { byte: 1, mask: 0x80, of: 'the first byte of the UDID' },
  { byte: 16, mask: 0x01, of: 'the last byte of the UDID' },
  { byte: 17, mask: 0x02, of: 'the address byte' },
  { byte: 18, mask: 0x10, of: 'the PEC' },
]

/** A line held for a moment, or where the adapter can't read the lines, shows as what it did to a transaction. */
const UNSEEN_LINE: readonly FindingCode[] = [
  'second-controller',
  'clock-timeout',
  'acks-everything',
  'short-count',
  'pec-mismatch',
  ...NOT_ACKNOWLEDGED,
]

const HELD = [
  { words: 'SDA', holds: { sda: true, scl: false }, named: ['stuck-sda'] },
  { words: 'SCL', holds: { sda: false, scl: true }, named: ['stuck-scl'] },
  { words: 'both lines', holds: { sda: true, scl: true }, named: ['stuck-sda', 'stuck-scl'] },
] as const

/** What others on the bus, or the bus itself, can do wrong. */
export const MISBEHAVING_COMPANY: readonly Fault[] = [
  ...Array.from({ length: 21 }, (_, byte) =>
    noise({
      kind: 'NACK',
      words: `noise in the acknowledge bit of byte ${byte}`,
      noise: { do: 'nack', byte },
      // No other transaction has so many.
      ...(byte > 2 ? { steps: ['assign'] } : {}),
      named: NOT_ACKNOWLEDGED,
    }),
  ).flat(),
  ...noise({
    kind: 'phantom ACK',
    words: 'noise acknowledges the address',
    noise: { do: 'ack', byte: 0 },
    named: [
      'acks-everything',
      'filler-reply',
      'short-count',
      'foreign-device-at-0x61',
      'pool-exhausted',
      'other-address',
      'prepare-not-acknowledged',
      'nack-command',
    ],
  }),
  ...FLIPPED.flatMap(({ byte, mask, of }) =>
    noise({
      kind: 'bad PEC',
      words: `a bit of ${of} turns over`,
      noise: { do: 'flip', byte, mask },
      steps: ASKING,
      named: ['pec-mismatch', 'short-count', 'long-count', 'foreign-device-at-0x61', 'filler-reply', 'no-arbitration'],
    }),
  ),
  ...[10, 50].flatMap((ms) =>
    noise({
      kind: 'stretch',
      words: `the clock stands still for ${ms} ms`,
      noise: { do: 'hold', byte: 2, ms },
      named: ['clock-timeout', 'filler-reply', 'slow-repeated-start', ...NOT_ACKNOWLEDGED],
    }),
  ),
  ...HELD.flatMap(({ words, holds, named }) =>
    [5, 60, null].map((forMs): Fault => ({
      kind: 'stuck line',
      name: `${words} held low ${forMs === null ? 'for good' : `for ${forMs} ms`}`,
      strike: { layer: 'lines', holds, forMs },
      named: [...named, ...UNSEEN_LINE],
    })),
  ),
  ...(['prepare', 'get-udid', 'reset'] as const).flatMap((sends) => [
    ...[1, 2, 30].map((times): Fault => ({
      kind: 'lost arbitration',
      name: `another controller sends ${sends} at the same START, ${times === 1 ? 'once' : `${times} times`}`,
      strike: { layer: 'company', sends, when: 'together', times },
      named: ['arbitration-lost', 'second-controller', 'clock-timeout', 'duplicate-udid', 'assign-not-taken'],
      namedBlindly: [...UNSEEN_LINE, 'filler-reply', 'other-address'],
    })),
    ...[1, 3].map((times): Fault => ({
      kind: 'second controller',
      name: `another controller sends ${sends} in the pause before, ${times === 1 ? 'once' : `${times} times`}`,
      strike: { layer: 'company', sends, when: 'before', times },
      named: ['second-controller', 'arbitration-lost', 'duplicate-udid', 'address-conflict', 'assign-not-taken'],
    })),
  ]),
]
