import type { Step } from '#shared/arp/events.ts'
import type { FindingCode } from '#shared/arp/findings.ts'
import type { FaultAction } from '#shared/sim/targets/arp-fault.ts'
import type { Fault } from './fault.ts'
import { ASKING, COMMANDING } from './step-kinds.ts'

/** Once, as often as it takes to be believed, and for good. */
const SPELLS = [
  { times: 1, often: 'once' },
  { times: 3, often: 'three times' },
  { times: undefined, often: 'for good' },
] as const

interface Sort {
  readonly kind: string
  readonly words: string
  readonly fault: FaultAction
  readonly steps: readonly Step[]
  readonly named: readonly FindingCode[]
}

/** A device that has gone quiet shows as one that is not there, or no longer. */
const QUIET: readonly FindingCode[] = [
  'no-arp-device',
  'device-left',
  'device-joined',
  'assign-not-taken',
  // Deaf to an Assign of the address it holds, it looks as if somebody had sent Prepare meanwhile.
  'second-controller',
  'prepare-not-acknowledged',
]
const REFUSED: readonly FindingCode[] = [
  'nack-address',
  'nack-command',
  'nack-in-data',
  'nack-pec',
  'nack-unknown-byte',
  ...QUIET,
]
/** Who holds the clock longer than the others bear it has its transaction cut off, and is missed in it. */
const HELD_UP: readonly FindingCode[] = [
  'clock-timeout',
  'stuck-scl',
  'second-controller',
  'adapter-error',
  'filler-reply',
  'pec-mismatch',
  'short-count',
  ...REFUSED,
]

function spells({ kind, words, fault, steps, named }: Sort): Fault[] {
  return SPELLS.map(({ times, often }) => ({
    kind,
    name: `${words}, ${often}`,
    strike: { layer: 'target', fault, ...(times === undefined ? {} : { times }) },
    steps,
    named,
    ...(kind === 'stretch' ? { namedBlindly: ['stuck-sda', 'acks-everything'] } : {}),
  }))
}

function refusals(steps: readonly Step[], of: string, lastByte: number): Fault[] {
  return Array.from({ length: lastByte + 1 }, (_, index) =>
    spells({
      kind: 'NACK',
      words: `refuses byte ${index} of ${of}`,
      fault: { do: 'nack-at', index },
      steps,
      named: REFUSED,
    }),
  ).flat()
}

const STRETCHES_MS = [5, 24, 33, 200]

/** What an ARP device can do wrong. */
export const MISBEHAVING_TARGETS: readonly Fault[] = [
  ...refusals(ASKING, 'Get UDID', 2),
  ...refusals(COMMANDING, 'a command', 2),
  ...refusals(['assign'], 'Assign Address', 20),
  ...spells({
    kind: 'bad PEC',
    words: 'a wrong PEC in its reply',
    fault: { do: 'bad-pec' },
    steps: ASKING,
    named: ['pec-mismatch', 'no-arbitration', 'foreign-device-at-0x61'],
  }),
  ...spells({
    kind: 'bad PEC',
    words: 'finds our PEC wrong',
    fault: { do: 'bad-pec' },
    steps: ['assign', ...COMMANDING],
    named: REFUSED,
  }),
  ...spells({
    kind: 'wrong count',
    words: 'a short count',
    fault: { do: 'short-count' },
    steps: ASKING,
    named: ['short-count', 'pec-mismatch', 'foreign-device-at-0x61'],
  }),
  ...spells({
    kind: 'wrong count',
    words: 'a long count',
    fault: { do: 'long-count' },
    steps: ASKING,
    named: ['long-count', 'pec-mismatch', 'foreign-device-at-0x61'],
  }),
  ...spells({
    kind: 'wrong count',
    words: 'filler',
    fault: { do: 'filler' },
    steps: ASKING,
    named: ['filler-reply', 'foreign-device-at-0x61'],
  }),
  ...spells({
    kind: 'deaf',
    words: 'takes no notice',
    fault: { do: 'ignore' },
    steps: [...ASKING, ...COMMANDING, 'assign'],
    named: REFUSED,
  }),
  ...spells({
    kind: 'gone',
    words: 'leaves the bus',
    fault: { do: 'vanish' },
    steps: [...ASKING, ...COMMANDING, 'assign'],
    named: REFUSED,
  }).slice(0, 1),
  ...STRETCHES_MS.flatMap((ms) =>
    spells({
      kind: 'stretch',
      words: `holds the clock for ${ms} ms`,
      fault: { do: 'stretch', ms },
      steps: [...ASKING, ...COMMANDING, 'assign'],
      named: HELD_UP,
    }),
  ),
  ...spells({
    kind: 'stuck line',
    words: 'hangs on SDA',
    fault: { do: 'hold-sda' },
    steps: [...ASKING, ...COMMANDING, 'assign'],
    named: ['stuck-sda', 'second-controller', 'clock-timeout', 'acks-everything'],
  }).slice(0, 1),
  ...spells({
    kind: 'stuck line',
    words: 'hangs on SCL',
    fault: { do: 'hold-scl' },
    steps: [...ASKING, ...COMMANDING, 'assign'],
    named: ['stuck-scl', 'second-controller', 'clock-timeout'],
  }).slice(0, 1),
]
