import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeUdid } from '#shared/arp/udid.ts'
import type { Comparison } from '#shared/run/comparison.ts'
import { compareRuns, renderComparisonJson } from '#shared/run/compare.ts'
import { runIdentity } from '#shared/run/device.ts'
import { anyRun, foldAll } from '../../support/arbitrary-run.ts'
import type { Run, RunDevice, RunFinding, RunTransaction } from '#shared/run/run.ts'
import { EXAMPLE_EVENTS, I217, NT400D11 } from '../../support/example-run.ts'

const example = foldAll(EXAMPLE_EVENTS)
const I217_TWIN = '4108808610d400040000000044332210'
const RANDOM = 'c1081af400010004000000005eed0001'
const RENEWED = 'c1081af40001000400000000f00d0002'

function deviceWith(udid: string, change: Partial<RunDevice> = {}): RunDevice {
  return { ...example.devices[0]!, ...runIdentity(decodeUdid(udid)), findings: [], ...change }
}

/** A run that found these devices, each at its address. */
function runWith(...devices: readonly (readonly [udid: string, address: string])[]): Run {
  return { ...example, devices: devices.map(([udid, address], index) => deviceWith(udid, { index, address })) }
}

type Lists = Pick<Comparison, 'appeared' | 'left' | 'moved' | 'changed'>

const NOTHING = {
  different: false,
  verdict: null,
  complete: null,
  appeared: [],
  left: [],
  moved: [],
  changed: [],
  findings: { came: [], went: [] },
  other_addresses: { appeared: [], left: [] },
}

/** The lists of devices, in words. */
function told(older: Run, newer: Run): string[] {
  const { appeared, left, moved, changed }: Lists = compareRuns(older, newer)
  return [
    ...appeared.map(({ udid }) => `appeared ${udid}`),
    ...left.map(({ udid }) => `left ${udid}`),
    ...moved.map((move) => `moved ${move.udid} ${move.old} ${move.new}`),
    ...changed.flatMap(({ udid, fields }) => fields.map((each) => `${udid} ${each.field} ${each.old} ${each.new}`)),
  ]
}

describe('compareRuns', () => {
  it('tells who appeared, left and moved', () => {
    const before = runWith([I217, '0x64'], [NT400D11, '0x12'])
    const after = runWith([I217, '0x65'], [RANDOM, '0x12'])
    expect(told(before, after)).toEqual([`appeared ${RANDOM}`, `left ${NT400D11}`, `moved ${I217} 0x64 0x65`])
  })

  it('tells which field of a device changed, from what to what', () => {
    const before = { ...example, devices: [deviceWith(I217)] }
    const after = { ...example, devices: [deviceWith(I217, { confirmed: false, status: 'unconfirmed' as const })] }
    expect(told(before, after)).toEqual([`${I217} confirmed true false`, `${I217} status ok unconfirmed`])
  })

  it('knows a unit again whose firmware says something else of it', () => {
    const updated = I217.replace('4108', '4109')
    expect(told(runWith([I217, '0x64']), runWith([updated, '0x64']))).toEqual([`${updated} version 0x08 0x09`])
  })

  it('takes units without a number for others when their UDIDs differ', () => {
    const [one, other] = [`${I217.slice(0, 24)}ffffffff`, `${I217.slice(0, 24).replace('4108', '4109')}ffffffff`]
    expect(told(runWith([one, '0x64']), runWith([other, '0x64']))).toEqual([`appeared ${other}`, `left ${one}`])
  })

  it('knows the random type again by the part of its UDID that stays', () => {
    expect(told(runWith([RANDOM, '0x11']), runWith([RENEWED, '0x11']))).toEqual([])
    expect(told(runWith([RANDOM, '0x11']), runWith([RENEWED, '0x12']))).toEqual([`moved ${RENEWED} 0x11 0x12`])
  })

  it('lets two random devices of a kind renew themselves in place', () => {
    const before = runWith([RANDOM, '0x11'], [RENEWED, '0x12'])
    const after = runWith([RANDOM.replace('5eed', 'aaaa'), '0x12'], [RENEWED.replace('f00d', 'bbbb'), '0x11'])
    expect(told(before, after)).toEqual([])
  })

  it('tells twins apart by their addresses, and how many there are', () => {
    const before = runWith([I217, '0x11'], [I217, '0x12'])
    expect(told(before, runWith([I217, '0x12'], [I217, '0x11']))).toEqual([])
    expect(told(before, runWith([I217, '0x12']))).toEqual([`left ${I217}`])
    expect(told(before, runWith([I217, '0x13'], [I217, '0x12']))).toEqual([`moved ${I217} 0x11 0x13`])
  })

  it('does not take who gave the address, or what it was before, for a change of the device', () => {
    const again = deviceWith(I217, { assigned_by: 'arpeggio', address_before: null, evidence: [9], index: 4 })
    expect(told({ ...example, devices: [deviceWith(I217)] }, { ...example, devices: [again] })).toEqual([])
  })

  it('tells findings that came and went, whatever their words', () => {
    const finding = (code: string, message: string): RunFinding => ({
      code,
      severity: 'warning',
      message,
      evidence: [],
    })
    const before = {
      ...example,
      findings: [finding('pec-mismatch', 'in transaction 3'), finding('bit0-zero', 'bit 0')],
    }
    const after = {
      ...example,
      findings: [finding('pec-mismatch', 'in transaction 7'), finding('pec-mismatch', 'in transaction 9')],
    }
    expect(compareRuns(before, after)).toMatchObject({
      different: true,
      findings: {
        came: [{ udid: null, code: 'pec-mismatch', severity: 'warning', message: 'in transaction 9' }],
        went: [{ udid: null, code: 'bit0-zero', severity: 'warning', message: 'bit 0' }],
      },
    })
  })

  it('tells whose finding it is', () => {
    const [nic, ...others] = example.devices
    const cured: Run = { ...example, devices: [{ ...nic!, findings: [] }, ...others] }
    const { message } = nic!.findings[0]!
    expect(compareRuns(example, cured).findings.went).toEqual([
      { udid: I217, code: 'reserved-address', severity: 'warning', message },
    ])
  })

  it('tells what became of the verdict, and of a run cut short', () => {
    const broken: Run = { ...example, complete: false, summary: { ...example.summary, verdict: 'fail' } }
    expect(compareRuns(example, broken)).toMatchObject({
      ...NOTHING,
      different: true,
      verdict: { old: example.summary.verdict, new: 'fail' },
      complete: { old: true, new: false },
    })
  })

  it('tells other addresses only where both runs probed', () => {
    const scan = (answering: readonly string[], probed: readonly string[]): Run => ({
      ...example,
      other_addresses: answering.map((address) => ({ address, answers_to: 'read' })),
      transactions: probed.map((address, seq): RunTransaction => {
        return { ...example.transactions[0]!, seq, address, step: 'scan' }
      }),
    })
    const before = scan(['0x48', '0x50'], ['0x48', '0x50', '0x51'])
    const after = scan(['0x50', '0x51', '0x6a'], ['0x48', '0x50', '0x51', '0x6a'])
    expect(compareRuns(before, after).other_addresses).toEqual({ appeared: ['0x51'], left: ['0x48'] })
  })

  it('finds no difference between any Run and itself', () => {
    fc.assert(
      fc.property(anyRun, (run) => {
        expect(compareRuns(run, structuredClone(run))).toMatchObject(NOTHING)
      }),
    )
  })

  it('says the opposite when the runs are swapped', () => {
    fc.assert(
      fc.property(twoRuns, ([one, other]) => {
        expect(canonical(swapped(compareRuns(other, one)))).toEqual(canonical(compareRuns(one, other)))
      }),
    )
  })

  it('writes a document with its version and both runs', () => {
    const document: unknown = JSON.parse(renderComparisonJson(compareRuns(example, example)))
    const run = { run_id: example.run_id, operation: 'enumerate', started_utc: '2026-11-22T09:30:00.000Z' }
    expect(document).toEqual({ schema_version: '1.0', old: run, new: run, ...NOTHING })
  })
})

const anyUdid = fc.constantFrom(I217, I217_TWIN, I217.replace('4108', '4109'), NT400D11, RANDOM, RENEWED)
const anyPlace = fc.constantFrom('0x11', '0x12', '0x13')
const someDevices = fc.array(fc.tuple(anyUdid, anyPlace), { maxLength: 5 })

/** Any two Runs, but with devices that have something to do with each other. */
const twoRuns = fc.tuple(anyRun, someDevices, anyRun, someDevices).map(([one, ones, other, others]): [Run, Run] => [
  { ...one, devices: runWith(...ones).devices },
  { ...other, devices: runWith(...others).devices },
])

/** A comparison as it would be the other way round. */
function swapped(comparison: Comparison): Comparison {
  const flip = <T extends { readonly old: unknown; readonly new: unknown }>(change: T): T => {
    return { ...change, old: change.new, new: change.old }
  }
  const { verdict, complete, moved, changed, findings, other_addresses: others } = comparison
  return {
    ...flip(comparison),
    verdict: verdict && flip(verdict),
    complete: complete && flip(complete),
    appeared: comparison.left,
    left: comparison.appeared,
    moved: moved.map(flip),
    changed: changed.map((device) => ({ ...device, fields: device.fields.map(flip) })),
    findings: { came: findings.went, went: findings.came },
    other_addresses: { appeared: others.left, left: others.appeared },
  }
}

/** Without the order of devices, and without the UDID where it is that of either side. */
function canonical({ moved, changed, ...rest }: Comparison): unknown {
  const sorted = (list: readonly unknown[]): string[] => list.map((item) => JSON.stringify(item)).sort()
  return {
    ...rest,
    moved: sorted(moved.map((move) => [move.old, move.new])),
    changed: sorted(changed.map(({ fields }) => fields)),
  }
}
