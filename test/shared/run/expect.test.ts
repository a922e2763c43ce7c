import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeUdid } from '#shared/arp/udid.ts'
import type { Check } from '#shared/run/check.ts'
import { runIdentity } from '#shared/run/device.ts'
import { initExpectation, renderExpectation } from '#shared/run/expect-init.ts'
import { expectationChecks } from '#shared/run/expect.ts'
import {
  expectationSchema,
  parseExpectation,
  type Expectation,
  type ExpectationInput,
} from '#shared/run/expectation.ts'
import type { Run, RunDevice } from '#shared/run/run.ts'
import { compliantCard } from '../../support/arbitrary-card.ts'
import { anyRun, foldAll } from '../../support/arbitrary-run.ts'
import { arp, cardOf } from '../../support/arp-card.ts'
import { EXAMPLE_EVENTS, I217, NT400D11 } from '../../support/example-run.ts'
import { enumerateOn } from '../../support/simulated-run.ts'

const example = foldAll(EXAMPLE_EVENTS)
const I217_TWIN = '4108808610d400040000000044332210'
const RANDOM = 'c1081af400010004000000005eed0001'

function expectation(change: Omit<ExpectationInput, 'schema_version' | 'name'>): Expectation {
  return expectationSchema.parse({ schema_version: '1.0', name: 'a card', ...change })
}

/** A run that found these devices, each at its address. */
function runWith(...devices: readonly (readonly [udid: string, address: string | null])[]): Run {
  return { ...example, devices: devices.map(([udid, address], index) => deviceWith(udid, { index, address })) }
}

function deviceWith(udid: string, change: Partial<RunDevice> = {}): RunDevice {
  return { ...example.devices[0]!, ...runIdentity(decodeUdid(udid)), findings: [], ...change }
}

const failures = (run: Run, expected: Expectation): Check[] =>
  expectationChecks(run, expected).filter(({ outcome }) => outcome === 'fail')

/** `name: message` of the checks that fail. */
const failing = (run: Run, expected: Expectation): string[] =>
  failures(run, expected).map(({ name, message }) => `${name}: ${message}`)

const outcomes = (run: Run, expected: Expectation): Record<string, string> =>
  Object.fromEntries(expectationChecks(run, expected).map(({ name, outcome }) => [name, outcome]))

const NIC = { name: 'NIC', udid_mask: '41??8086*', address: ['0x60-0x67'], pec_supported: true }
const CAPTURE = { name: 'capture', udid_mask: NT400D11, address: ['0x12'] }

describe('expectationChecks', () => {
  it('makes one check of each device and of each thing that holds for any bus', () => {
    expect(outcomes(example, expectation({ devices: [NIC, CAPTURE], absent: ['0x6a'] }))).toEqual({
      'device NIC': 'pass',
      'device capture': 'pass',
      'no unlisted devices': 'pass',
      complete: 'pass',
      'unique UDIDs': 'pass',
      'all confirmed': 'pass',
      'PEC clean': 'pass',
      'bus idle after': 'pass',
      'absent 0x6a': 'skip',
    })
  })

  it('gives the transactions that found a device as evidence', () => {
    const [nic] = expectationChecks(example, expectation({ devices: [NIC] }))
    expect(nic).toEqual({
      name: 'device NIC',
      outcome: 'pass',
      message: `${I217} at 0x64`,
      differences: [],
      evidence: [3, 4, 5],
    })
  })

  it('tells a missing, an extra and a changed device apart', () => {
    const run = runWith([I217, '0x20'], [RANDOM, '0x13'])
    expect(failing(run, expectation({ devices: [NIC, CAPTURE] }))).toEqual([
      `device NIC: changed: address expected 0x60-0x67, found 0x20 (${I217} at 0x20)`,
      `device capture: missing: no device matches ${NT400D11}`,
      `no unlisted devices: extra: ${RANDOM} at 0x13`,
    ])
  })

  it.each([
    ['another silicon revision', '4109808610d400040000000044332211', 'version', '0x08', '0x09'],
    ['another unit', I217_TWIN, 'vendor_specific_id', '0x44332211', '0x44332210'],
    ['another address type', '8108808610d400040000000044332211', 'capabilities', '0x41', '0x81'],
    ['swapped vendor bytes', '4108868010d400040000000044332211', 'vendor', '0x8086', '0x8680'],
    ['another device', '41088086153100040000000044332211', 'device', '0x10d4', '0x1531'],
  ])('names the field: %s', (_, found, field, wanted, got) => {
    const [check] = failures(runWith([found, '0x64']), expectation({ devices: [{ name: 'NIC', udid_mask: I217 }] }))
    expect(check).toMatchObject({ name: 'device NIC', differences: [{ field, expected: wanted, found: got }] })
  })

  it('shows open digits as such where a mask does not hold', () => {
    const expected = expectation({ devices: [{ name: 'NIC', udid_mask: '4?1?8086 10d4*'.replace(' ', '') }] })
    const [check] = failures(runWith([I217, '0x64']), expected)
    expect(check?.differences).toEqual([{ field: 'version', expected: '0x1?', found: '0x08' }])
  })

  it('takes a device of another kind for another device', () => {
    const expected = expectation({ devices: [{ name: 'NIC', udid_mask: I217 }] })
    expect(failing(runWith([NT400D11, '0x64']), expected)).toEqual([
      `device NIC: missing: no device matches ${I217}`,
      `no unlisted devices: extra: ${NT400D11} at 0x64`,
    ])
  })

  it('does not ask for a device that is not required, and says so', () => {
    const expected = expectation({ devices: [NIC, { ...CAPTURE, required: false }] })
    expect(outcomes(runWith([I217, '0x64']), expected)).toMatchObject({
      'device NIC': 'pass',
      'device capture': 'skip',
    })
  })

  it('has room for unlisted devices only where the count has', () => {
    const run = runWith([I217, '0x64'], [RANDOM, '0x11'])
    const messages = (max: number): string[] => failing(run, expectation({ count: { min: 1, max }, devices: [NIC] }))
    expect(messages(2)).toEqual([])
    expect(messages(1)).toEqual([`no unlisted devices: extra: ${RANDOM} at 0x11`, 'count: expected 1, found 2'])
  })

  it.each([
    [{ min: 3 }, 'count: expected at least 3, found 2'],
    [{ min: 3, max: 3 }, 'count: expected 3, found 2'],
    [{ min: 3, max: 5 }, 'count: expected 3 to 5, found 2'],
  ])('counts the devices against %j', (count, message) => {
    expect(failing(example, expectation({ count, devices: [NIC, CAPTURE] }))).toEqual([message])
  })
})

describe('overlapping masks', () => {
  const any = { name: 'any Intel', udid_mask: '????8086*' }
  const first = { name: 'first', udid_mask: I217_TWIN }
  const twins = runWith([I217_TWIN, '0x11'], [I217, '0x12'])

  it('leave the device that only one entry fits to that entry', () => {
    expect(failing(twins, expectation({ devices: [any, first] }))).toEqual([])
    expect(failing(twins, expectation({ devices: [first, any] }))).toEqual([])
  })

  it('give the device to the entry that is required', () => {
    const optional = { ...any, required: false }
    expect(outcomes(runWith([I217_TWIN, '0x11']), expectation({ devices: [optional, first] }))).toMatchObject({
      'device any Intel': 'skip',
      'device first': 'pass',
    })
  })

  it('know devices that changed places by their UDIDs', () => {
    const places = [
      { name: 'left', udid_mask: I217, address: ['0x11'] },
      { name: 'right', udid_mask: I217_TWIN, address: ['0x12'] },
    ]
    expect(failing(twins, expectation({ devices: places }))).toEqual([
      `device left: changed: address expected 0x11, found 0x12 (${I217} at 0x12)`,
      `device right: changed: address expected 0x12, found 0x11 (${I217_TWIN} at 0x11)`,
    ])
  })

  it('come to the same whatever the order in which devices were found', () => {
    const anyUdid = fc.constantFrom(I217, I217_TWIN, NT400D11, RANDOM, 'c1081af4000100040000000012345678')
    const anyMask = anyUdid.chain((udid) => fc.constantFrom(udid, `${udid.slice(0, 8)}*`, `${udid.slice(0, 24)}*`, '*'))
    const devices = fc
      .uniqueArray(anyUdid)
      .chain((udids) => fc.tuple(fc.constant(udids), fc.shuffledSubarray(udids, { minLength: udids.length })))
    fc.assert(
      fc.property(devices, fc.array(anyMask, { maxLength: 5 }), ([one, other], masks) => {
        const expected = expectation({ devices: masks.map((udid_mask, i) => ({ name: `device ${i}`, udid_mask })) })
        const checks = (udids: readonly string[]): Check[] =>
          expectationChecks(runWith(...udids.map((udid) => [udid, '0x11'] as const)), expected).slice(0, masks.length)
        expect(checks(other)).toEqual(checks(one))
      }),
    )
  })
})

describe('the checks of any bus', () => {
  const nothing = expectation({})
  const bare = runWith()
  it.each<[string, Run, string]>([
    ['a run cut short', { ...bare, complete: false }, 'complete: the run was cut short'],
    [
      'two devices of one UDID',
      runWith([I217, '0x11'], [I217, '0x12']),
      `unique UDIDs: udid expected one device, found several with ${I217}`,
    ],
    [
      'a duplicate that was found out',
      { ...bare, findings: [{ code: 'duplicate-udid', severity: 'error', message: 'met twice', evidence: [4] }] },
      'unique UDIDs: udid expected one device, found met twice',
    ],
    [
      'a device that is not confirmed',
      { ...bare, devices: [deviceWith(I217, { confirmed: false, status: 'unconfirmed' })] },
      `all confirmed: confirmed expected true, found false, unconfirmed, for ${I217}`,
    ],
    [
      'a wrong PEC in a reply',
      { ...bare, statistics: { ...bare.statistics, pec_errors: 2 } },
      'PEC clean: pec_errors expected 0, found 2',
    ],
    [
      'a PEC a target refused',
      { ...bare, findings: [{ code: 'nack-pec', severity: 'warning', message: 'PEC refused', evidence: [4] }] },
      'PEC clean: findings expected no nack-pec, found PEC refused',
    ],
    [
      'a line held low',
      { ...bare, bus: { ...bare.bus, lines_after: { scl: 'high', sda: 'low' } } },
      'bus idle after: lines_after.sda expected high, found low',
    ],
  ])('fail on %s', (_, run, message) => {
    expect(failing(run, nothing)).toContain(message)
  })

  it('claim nothing of lines that were not read', () => {
    const run: Run = { ...bare, bus: { ...bare.bus, lines_after: { scl: 'unknown', sda: 'high' } } }
    expect(outcomes(run, nothing)).toMatchObject({ 'bus idle after': 'skip' })
  })
})

describe('absent addresses', () => {
  const probe = (address: string, outcome: Run['transactions'][number]['outcome']): Run => {
    const transaction = { ...example.transactions[0]!, seq: 30, address, outcome, step: 'scan' }
    return { ...example, transactions: [...example.transactions, transaction] }
  }
  const messageOf = (run: Run, address: string): string => {
    const check = expectationChecks(run, expectation({ absent: [address] })).at(-1)
    return `${check?.outcome}: ${check?.message} ${JSON.stringify(check?.evidence)}`
  }

  it.each([
    ['an ARP device', example, '0x64', `fail: expected nobody, found the ARP device ${I217} [3,4,5]`],
    ['something else', example, '0x11', 'fail: expected nobody, found something that acknowledged 0x11 [7]'],
    [
      'an acknowledge',
      probe('0x6a', 'ok'),
      '0x6a',
      'fail: expected nobody, found something that acknowledged 0x6a [30]',
    ],
    ['a device that was given it', example, '0x12', `fail: expected nobody, found the ARP device ${NT400D11} [6,9,10]`],
    [
      'silence',
      probe('0x6a', 'nack-address'),
      '0x6a',
      'pass: nobody acknowledged 0x6a; parts that ignore probes stay invisible [30]',
    ],
    ['a fault', probe('0x6a', 'timeout'), '0x6a', 'fail: could not be told: the probe of 0x6a ended in timeout [30]'],
    ['no probe at all', example, '0x6a', 'skip: 0x6a was not probed in this run []'],
  ])('that met %s', (_, run, address, message) => {
    expect(messageOf(run, address)).toBe(message)
  })
})

describe('initExpectation', () => {
  it('writes down what a run found', () => {
    expect(initExpectation(example)).toEqual({
      schema_version: '1.0',
      name: 'sim:pcie-card@mcp2221, 2026-11-22',
      count: { min: 2, max: 2 },
      devices: [
        { name: '0x8086 0x10d4', udid_mask: I217, address: ['0x64'], pec_supported: true, required: true },
        { name: '0x18f4 0x0215', udid_mask: NT400D11, address: ['0x12'], pec_supported: true, required: true },
      ],
      absent: [],
    })
  })

  it('leaves open what the random type makes up anew, and numbers devices of a kind', () => {
    const { devices } = initExpectation(runWith([RANDOM, '0x11'], [RANDOM.replace('5eed', 'f00d'), null]))
    expect(devices).toEqual([
      {
        name: '0x1af4 0x0001',
        udid_mask: `${RANDOM.slice(0, 24)}*`,
        address: ['0x11'],
        pec_supported: true,
        required: true,
      },
      { name: '0x1af4 0x0001 #2', udid_mask: `${RANDOM.slice(0, 24)}*`, pec_supported: true, required: true },
    ])
  })

  it('spells out what in a name would steer a terminal', () => {
    const devices = [{ ...example.devices[0]!, vendor_name: 'Evil\u001b]0;x\u0007\u202e' }]
    expect(initExpectation({ ...example, devices }).devices?.[0]?.name).toBe('Evil\\u001b]0;x\\u0007\\u202e 0x10d4')
  })

  it.each<[string, Run]>([
    ['the run was cut short', { ...example, complete: false }],
    ['a scan lists no devices; take an enumeration', { ...example, operation: 'scan' }],
    ['the verdict of the run is fail', { ...example, summary: { ...example.summary, verdict: 'fail' } }],
    ['the run found no device', { ...example, devices: [] }],
    [`device ${I217} is not confirmed`, { ...example, devices: [deviceWith(I217, { confirmed: false })] }],
  ])('refuses where %s', (message, run) => {
    expect(() => initExpectation(run)).toThrow(new RangeError(message))
  })

  it('gives an expectation that its own run meets', async () => {
    await fc.assert(
      fc.asyncProperty(compliantCard(6), async (card) => {
        const { run } = await enumerateOn(card)
        fc.pre(run.summary.verdict !== 'fail')
        expect(failing(run, parseExpectation(renderExpectation(initExpectation(run))))).toEqual([])
      }),
      { numRuns: 40 },
    )
  })

  it('gives an expectation that names whatever field of a device is changed', async () => {
    const { run } = await enumerateOn(
      cardOf(
        arp(I217, { address: '0x64' }),
        arp(NT400D11),
        arp('01081000000000270000000000202010', { address: '0x20' }),
      ),
    )
    const expected = expectationSchema.parse(initExpectation(run))
    fc.assert(
      fc.property(fc.nat(run.devices.length - 1), fc.nat(31), fc.integer({ min: 1, max: 15 }), (index, digit, flip) => {
        const device = run.devices[index]!
        const changed = Number.parseInt(device.udid[digit]!, 16) ^ flip
        const udid = device.udid.slice(0, digit) + changed.toString(16) + device.udid.slice(digit + 1)
        const identity = runIdentity(decodeUdid(udid))
        const devices = run.devices.with(index, { ...device, ...identity })
        const fields = Object.keys(identity).filter(
          (key) => COMPARED.has(key) && identity[key as keyof typeof identity] !== device[key as keyof RunDevice],
        )
        const named = failures({ ...run, devices }, expected).flatMap(({ differences }) =>
          differences.map(({ field }) => field),
        )
        expect(named.sort()).toEqual(fields.sort())
      }),
    )
  })
})

/** What an expectation of a full mask says of a device, besides its address. */
const COMPARED: ReadonlySet<string> = new Set([
  'capabilities',
  'version',
  'vendor',
  'device',
  'interface',
  'subsystem_vendor',
  'subsystem_device',
  'vendor_specific_id',
  'pec_supported',
])

describe('any Run', () => {
  it('can be held against any expectation', () => {
    const entry = fc.record({
      udid_mask: fc.tuple(fc.stringMatching(/^[0-9a-f?]{0,31}$/)).map(([digits]) => `${digits}*`),
      required: fc.boolean(),
    })
    fc.assert(
      fc.property(anyRun, fc.array(entry, { maxLength: 8 }), (run, entries) => {
        const expected = expectation({ devices: entries.map((each, i) => ({ name: String(i), ...each })) })
        const checks = expectationChecks(run, expected)
        expect(new Set(checks.map(({ name }) => name)).size).toBe(checks.length)
        expect(checks.filter(({ differences, outcome }) => outcome === 'pass' && differences.length > 0)).toEqual([])
      }),
    )
  })
})
