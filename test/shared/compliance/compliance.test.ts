import { describe, expect, it } from 'vitest'
import type { I2cBus, TransferReport } from '#shared/i2c/bus.ts'
import { CATALOGUE } from '#shared/compliance/catalogue.ts'
import { arp, cardOf, stepsOf, writtenTo61 } from '../../support/arp-card.ts'
import { checkOn, verdicts } from '../../support/check-card.ts'
import { UDID } from '../../vectors/arp-frames.ts'

const { alveo: FIXED, i217Strap0: PERSISTENT, nt400d11: VOLATILE } = UDID
const RANDOM = `c1${VOLATILE.slice(2)}`
const EEPROM = { kind: 'eeprom', address: '0x50', size: 256, contents: '00' } as const
const SENSOR = { kind: 'temperature-sensor', address: '0x48', celsius: 25 } as const

/** An adapter that knows that a byte was refused and not which, but for the address byte. */
function vagueBus(bus: I2cBus): I2cBus {
  const blur = (report: TransferReport): TransferReport =>
    typeof report.nackIndex === 'number' && report.nackIndex > 0
      ? { ...report, outcome: 'nack-unknown', nackIndex: 'unknown' }
      : report
  return {
    capabilities: { ...bus.capabilities, nackReporting: 'address-only' },
    clockHz: bus.clockHz,
    write: async (...args) => blur(await bus.write(...args)),
    read: async (...args) => blur(await bus.read(...args)),
    writeRead: async (...args) => blur(await bus.writeRead(...args)),
    [Symbol.asyncDispose]: () => bus[Symbol.asyncDispose](),
  }
}

describe.each(['ideal', 'mcp2221', 'ch341'] as const)(
  'a well-behaved device behind an adapter of kind %s',
  (adapter) => {
    it.each([
      ['fixed', FIXED, '0x3b'],
      ['persistent', PERSISTENT, '0x64'],
      ['volatile', VOLATILE, undefined],
      ['random', RANDOM, undefined],
    ])('of the type %s fails nothing', async (_, udid, address) => {
      const device = arp(udid, address === undefined ? {} : { address })
      const { run, card } = await checkOn(cardOf(device, EEPROM, SENSOR), { move: true }, { adapter })
      expect(verdicts(run, 'fail')).toEqual([])
      const unseen = adapter === 'ch341' ? ['assign-bad-pec', 'assign-wrong-udid-refused'] : []
      expect(verdicts(run, 'not-observable')).toEqual([...unseen, 'notify-controller'])
      expect(run.summary).toMatchObject({ verdict: 'pass', devices: 1, confirmed: 1 })
      expect(run.checks).toHaveLength(CATALOGUE.length)
      expect(card.eepromWrites()).toBe(0)
      expect(card.devices()).toMatchObject([{ addressValid: true, addressResolved: true }])
    })
  },
)

it('leaves a persistent device where it is, unreset, unless told that it may be moved', async () => {
  const { run, card } = await checkOn(cardOf(arp(PERSISTENT, { address: '0x64' })))
  const assigned = stepsOf(run, 'assign').map(({ written }) => written.slice(36, 38))
  expect([...new Set(assigned)].sort()).toEqual(['c8', 'c9'])
  expect(stepsOf(run, 'reset')).toEqual([])
  expect(verdicts(run, 'not-observable')).toEqual([
    'assign-sets-address',
    'assign-when-resolved',
    'assign-leaves-old',
    'reset-bad-pec',
    'reset-directed-other',
    'reset-clears-ar',
    'reset-general',
    'reset-address-by-type',
    'notify-controller',
  ])
  expect(run.checks?.find(({ id }) => id === 'assign-leaves-old')?.reason).toContain('--move')
  expect(card.devices()).toMatchObject([{ address: 0x64 }])
})

it('claims nothing that the adapter cannot observe', async () => {
  const { run } = await checkOn(cardOf(arp(VOLATILE)), {}, { wrap: vagueBus })
  expect(verdicts(run, 'fail')).toEqual([])
  expect(verdicts(run, 'not-observable')).toEqual([
    'get-udid-resolved',
    'get-udid-directed-other',
    'assign-bad-pec',
    'assign-wrong-udid-refused',
    'reserved-codes',
    'notify-controller',
  ])
  expect(verdicts(run, 'pass')).toContain('assign-wrong-udid-ignored')
})

it('checks each of several devices, keeps the others out of it, and leaves all where they were', async () => {
  const devices = [arp(FIXED, { address: '0x3b' }), arp(PERSISTENT, { address: '0x64' }), arp(VOLATILE)]
  const { run, card } = await checkOn(cardOf(...devices), { move: true })
  expect([0, 1, 2].flatMap((device) => verdicts(run, 'fail', device))).toEqual([])
  expect(verdicts(run, 'pass', 2)).toContain('arbitration')
  expect(writtenTo61(run).filter((written) => written.startsWith('02'))).toEqual([])
  expect(card.devices()).toMatchObject([
    { address: 0x3b, addressResolved: true },
    { address: 0x64, addressResolved: true },
    { address: 0x11, addressResolved: true },
  ])
})

it('makes the checks that are named, of the device that is named', async () => {
  const options = { checks: ['reply-pec', 'address-byte'], udid: VOLATILE }
  const { run } = await checkOn(cardOf(arp(PERSISTENT), arp(VOLATILE)), options)
  expect(run.checks?.map(({ id, device }) => [id, device])).toEqual([
    ['address-byte', 1],
    ['reply-pec', 1],
  ])
})

it('asks of a Fixed - Not Discoverable device only what it has to do', async () => {
  const device = arp(FIXED, { behaviour: 'fixed-not-discoverable', address: '0x3b' })
  const { run } = await checkOn(cardOf(device), { withFixed: true })
  expect(verdicts(run, 'fail')).toEqual([])
  expect(verdicts(run, 'pass')).toEqual([
    'udid-fields',
    'get-udid-directed',
    'get-udid-directed-other',
    'address-byte',
    'answers-at-address',
    'clock-stretch',
    'reply-count',
    'reply-pec',
  ])
})

it('writes nothing to a part at 0x61 that is no ARP device', async () => {
  const { run, card } = await checkOn(cardOf({ kind: 'register-file', address: '0x61' }))
  expect(card.registerWrites()).toBe(0)
  expect(verdicts(run, 'pass', null)).toEqual([])
  expect(run.findings.map(({ code }) => code)).toContain('foreign-device-at-0x61')
})

it.each([
  ['a wrong byte count', { on: 'get-udid-directed', do: 'short-count' }, 'reply-count'],
  ['a PEC that is wrong in directed replies', { on: 'get-udid-directed', do: 'bad-pec' }, 'reply-pec'],
  ['30 ms of clock stretching', { on: 'any', do: 'stretch', ms: 30 }, 'clock-stretch'],
  ['no acknowledgement of its own address', { on: 'address', do: 'ignore' }, 'answers-at-address'],
] as const)('finds %s', async (_, fault, id) => {
  const { run } = await checkOn(cardOf(arp(VOLATILE, { faults: [fault] })))
  expect(verdicts(run, 'fail')).toContain(id)
})

it('finds reserved bits that are set', async () => {
  const { run } = await checkOn(cardOf(arp(`83${VOLATILE.slice(2)}`)), { checks: ['udid-fields'] })
  expect(verdicts(run, 'fail')).toEqual(['udid-fields'])
  expect(run.checks?.[0]?.reason).toContain('reserved bits 5:1')
})

it('tells of the check in which the bus failed, and claims nothing of it', async () => {
  const hangs = arp(VOLATILE, { faults: [{ on: 'reset', do: 'hold-scl' }] })
  const { run } = await checkOn(cardOf(hangs))
  expect(run.complete).toBe(false)
  expect(run.checks?.at(-1)).toMatchObject({ id: 'reset-bad-pec', verdict: 'not-observable' })
  expect(run.findings.map(({ code }) => code)).toContain('stuck-scl')
})

it('proves each ruling by what was sent for it', async () => {
  const { run } = await checkOn(cardOf(arp(VOLATILE)))
  const seqs = new Set(run.transactions.map(({ seq }) => seq))
  for (const { id, verdict, evidence } of run.checks ?? []) {
    expect(evidence.every((seq) => seqs.has(seq))).toBe(true)
    if (verdict === 'pass') expect([id, evidence.length]).not.toEqual([id, 0])
  }
})

it('has no two checks of one name, and says of each what governs it', () => {
  expect(new Set(CATALOGUE.map(({ id }) => id)).size).toBe(CATALOGUE.length)
  for (const { id, clause, steps } of CATALOGUE) {
    expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/)
    expect(clause).toMatch(/^(SMBus 2\.0|DSP0237)/)
    expect(steps.length).toBeGreaterThan(0)
  }
})
