import { describe, expect, it } from 'vitest'
import type { Run } from '#shared/run/run.ts'
import { ARP_MISBEHAVIOURS, type ArpBehaviour } from '#shared/sim/targets/arp-behaviour.ts'
import { arp, cardOf } from '../../support/arp-card.ts'
import { checkOn, verdicts } from '../../support/check-card.ts'
import { UDID } from '../../vectors/arp-frames.ts'

const { i217Strap0: PERSISTENT, nt400d11: VOLATILE } = UDID
const RANDOM = `c1${VOLATILE.slice(2)}`

/** What a misbehaviour makes fail, the check that names it first, and what it keeps from being told. */
interface Expected {
  readonly udid?: string
  readonly fails: readonly string[]
  /** Besides what no adapter hears. */
  readonly hides?: readonly string[]
}

const EXPECTED: Readonly<Partial<Record<ArpBehaviour, Expected>>> = {
  'st-raw-address': { fails: ['assign-bit-0', 'address-byte'] },
  'filler-when-resolved': { fails: ['get-udid-resolved'] },
  'unshifted-address': { fails: ['address-byte'] },
  'no-pec-check': { fails: ['assign-bad-pec', 'prepare-bad-pec', 'reset-bad-pec'] },
  'no-arbitration': { fails: ['arbitration'], hides: ['ready-at-once', 'reset-general'] },
  'wrong-reset': { udid: PERSISTENT, fails: ['reset-address-by-type', 'reset-directed-other'] },
  'not-ready-300ms': { fails: ['ready-at-once'] },
  'deaf-to-prepare': { fails: ['prepare-clears-ar'], hides: ['assign-sets-ar'] },
  'prepare-drops-address': { fails: ['prepare-keeps-address'] },
  'reset-keeps-resolved': {
    fails: ['reset-clears-ar', 'reset-general'],
    hides: ['reset-address-by-type', 'silent-without-address'],
  },
  'reset-keeps-address': { fails: ['reset-address-by-type', 'silent-without-address'] },
  'reset-keeps-udid': { udid: RANDOM, fails: ['random-udid-renewed'] },
  'partial-udid': { fails: ['assign-wrong-udid-ignored', 'assign-wrong-udid-refused'] },
  'late-nack': { fails: ['assign-wrong-udid-refused'] },
  'assign-once': { fails: ['assign-when-resolved'], hides: ['assign-leaves-old'] },
  'stays-unresolved': {
    fails: ['assign-sets-ar'],
    // All that begins with a resolved device.
    hides: [
      'prepare-clears-ar',
      'prepare-bad-pec',
      'get-udid-resolved',
      'assign-when-resolved',
      'reset-bad-pec',
      'reset-directed-other',
      'reset-clears-ar',
      'reset-general',
      'reset-address-by-type',
      'silent-without-address',
    ],
  },
  'no-directed': {
    fails: ['get-udid-directed', 'reset-clears-ar'],
    hides: ['reset-address-by-type', 'silent-without-address', 'clock-stretch'],
  },
  'any-directed': { fails: ['get-udid-directed-other'] },
  'pec-without-address': { fails: ['reply-pec'] },
  'keeps-old-address': { fails: ['assign-leaves-old'] },
}

/** The device that misbehaves, as number 0 or, beside one with a lower UDID, 1. */
async function checked(behaviour: ArpBehaviour, adapter: 'ideal' | 'mcp2221' | 'ch341'): Promise<[Run, number]> {
  const udid = EXPECTED[behaviour]?.udid ?? VOLATILE
  const pec = behaviour === 'pec-without-address' ? 'tolerant' : 'strict'
  const hasCompany = behaviour === 'no-arbitration'
  const devices = hasCompany
    ? [arp(PERSISTENT, { address: '0x20' }), arp(udid, { behaviour, address: '0x21' })]
    : [arp(udid, { behaviour })]
  const { run } = await checkOn(cardOf(...devices), { move: true }, { adapter, policy: { pec } })
  return [run, hasCompany ? 1 : 0]
}

const sorted = (names: readonly string[] = []): string[] => [...names].sort()

it('knows twenty misbehaviours, and what to find in each', () => {
  expect(ARP_MISBEHAVIOURS).toHaveLength(20)
  expect(Object.keys(EXPECTED).sort()).toEqual([...ARP_MISBEHAVIOURS].sort())
})

/** A CH341 that is not asked byte by byte knows that a write was refused, and not where. */
const UNSEEN_BY_CH341 = ['assign-bad-pec', 'assign-wrong-udid-refused']

function seenBy(adapter: string, behaviour: ArpBehaviour): Required<Omit<Expected, 'udid'>> {
  const { fails = [], hides = [] } = EXPECTED[behaviour] ?? {}
  if (adapter !== 'ch341') return { fails, hides }
  const seen = behaviour === 'late-nack' ? [] : fails
  return { fails: seen, hides: [...hides, ...UNSEEN_BY_CH341.filter((id) => !seen.includes(id))] }
}

describe.each(['ideal', 'mcp2221', 'ch341'] as const)('behind an adapter of kind %s', (adapter) => {
  it.each(ARP_MISBEHAVIOURS)('%s fails the check that names it, and no other for nothing', async (behaviour) => {
    const [run, device] = await checked(behaviour, adapter)
    const { fails, hides } = seenBy(adapter, behaviour)
    expect(run.complete).toBe(true)
    expect(run.summary.verdict).toBe(fails.length > 0 ? 'fail' : 'pass')
    expect(sorted(verdicts(run, 'fail', device))).toEqual(sorted(fails))
    expect(sorted(verdicts(run, 'not-observable', device))).toEqual(sorted([...hides, 'notify-controller']))
  })
})

it('says of a target whose PEC is never right that it computes it over too little, and writes it nothing more', async () => {
  const { run } = await checkOn(cardOf(arp(VOLATILE, { behaviour: 'pec-without-address' })))
  expect(verdicts(run, 'fail', null)).toEqual(['reply-pec'])
  expect(run.checks?.find(({ id }) => id === 'reply-pec')?.reason).toContain('the address bytes left out')
  expect(verdicts(run, 'pass', null)).toEqual([])
  expect(run.transactions.filter(({ operation, step }) => operation === 'write' && step !== 'self-test')).toEqual([])
})
