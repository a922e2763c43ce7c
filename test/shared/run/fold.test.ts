import { describe, expect, it } from 'vitest'
import type { ArpEvent, DeviceStatus } from '#shared/arp/events.ts'
import { finding } from '#shared/arp/findings.ts'
import { RunFold } from '#shared/run/fold.ts'
import { foldAll } from '../../support/arbitrary-run.ts'
import {
  deviceEvent,
  exchangeEvent,
  EXAMPLE_EVENTS,
  I217,
  NT400D11,
  STARTED,
  transactionEvent,
} from '../../support/example-run.ts'

const RUN_KEYS =
  '$schema schema_version run_id operation tool host started_utc finished_utc duration_ms complete adapter bus consent ' +
  'settings devices other_addresses findings summary statistics transactions'
const DEVICE_KEYS =
  'index address address_8bit_write address_before assigned_by udid capabilities address_type pec_supported version ' +
  'udid_version silicon_revision vendor vendor_name device interface smbus_version interface_flags subsystem_vendor ' +
  'subsystem_device vendor_specific_id modalias class matches confirmed status findings evidence'
const TRANSACTION_KEYS =
  'seq t_us duration_us step address operation written read outcome nack_index pec_expected pec_got pec_checked_by ' +
  'sr_gap_us usb_transfers'

const about = (device: number | null, code: Parameters<typeof finding>[0]): ArpEvent => ({
  type: 'finding',
  device,
  ...finding(code, `about ${device}`),
})

describe('the Run of an enumeration', () => {
  const run = foldAll(EXAMPLE_EVENTS)

  it('has its keys in the order of the specification', () => {
    const keys = (value: object | undefined): string => Object.keys(value ?? {}).join(' ')
    expect(keys(run)).toBe(RUN_KEYS)
    expect(run.devices.map(keys)).toEqual([DEVICE_KEYS, DEVICE_KEYS])
    expect(new Set(run.transactions.map(keys))).toEqual(new Set([TRANSACTION_KEYS]))
  })

  it('takes the UDID of a device apart', () => {
    expect(run.devices[1]).toEqual({
      index: 1,
      address: '0x12',
      address_8bit_write: '0x24',
      address_before: null,
      assigned_by: 'arpeggio',
      udid: NT400D11,
      capabilities: '0x81',
      address_type: 'volatile',
      pec_supported: true,
      version: '0x08',
      udid_version: 1,
      silicon_revision: 0,
      vendor: '0x18f4',
      vendor_name: null,
      device: '0x0215',
      interface: '0x0025',
      smbus_version: '3.0',
      interface_flags: ['asf'],
      subsystem_vendor: '0x18f4',
      subsystem_device: '0x0215',
      vendor_specific_id: '0x0d0e0a0d',
      modalias: 'smbus:v18f4d0215i0025sv18f4sd0215vsi0d0e0a0d',
      class: 'arp-capable',
      matches: [],
      confirmed: true,
      status: 'ok',
      findings: [],
      evidence: [6, 9, 10],
    })
  })

  it('shows a device as its latest event has it', () => {
    expect(run.devices[0]).toMatchObject({ assigned_by: 'kept', confirmed: true, status: 'ok' })
  })

  it('joins a transaction with what it was for and its PEC', () => {
    expect(run.transactions[2]).toEqual({
      seq: 3,
      t_us: 9000,
      duration_us: 2500,
      step: 'get-udid',
      address: '0x61',
      operation: 'write_read',
      written: '03',
      read: `11${I217}c9c3`,
      outcome: 'ok',
      nack_index: null,
      pec_expected: '0xc3',
      pec_got: '0xc3',
      pec_checked_by: 'host',
      sr_gap_us: 1900,
      usb_transfers: 6,
    })
  })

  it('counts', () => {
    expect(run.statistics).toEqual({
      transactions: 11,
      retries: 0,
      nacks: 2,
      pec_errors: 0,
      wire_time_us: 14_720,
      usb_transfers: 56,
      longest_sr_gap_us: 1900,
      transactions_dropped: 0,
    })
    expect(run.summary).toEqual({
      verdict: 'warn',
      devices: 2,
      confirmed: 2,
      findings: { info: 1, warning: 1, error: 0 },
    })
  })
})

describe('a fold', () => {
  it('has no Run before it started', () => {
    expect(new RunFold().run).toBeUndefined()
  })

  it.each<[string, readonly ArpEvent[], string]>([
    ['an event before the start', [transactionEvent(1)], 'event: transaction before the start of a run'],
    ['a second start', [STARTED, STARTED], 'event: run-started in the middle of a run'],
    ['an unknown transaction', [STARTED, exchangeEvent(3)], 'event: exchange of transaction 3, which is not listed'],
    ['a step back', [STARTED, transactionEvent(2), transactionEvent(2)], 'transaction: seq 2 came after 2'],
  ])('refuses %s', (_, events, message) => {
    expect(() => foldAll(events)).toThrow(new RangeError(message))
  })

  it('gives a valid Run of an operation that never finished', () => {
    const run = foldAll([STARTED, transactionEvent(1, { tUs: 100, durationUs: 2400 })])
    expect(run).toMatchObject({ finished_utc: null, duration_ms: 2.5, complete: false, summary: { verdict: 'pass' } })
    expect(run.transactions[0]).toMatchObject({ step: null, pec_checked_by: null })
    expect(run.bus).toEqual({
      clock_hz: 100_000,
      lines_before: { scl: 'unknown', sda: 'unknown' },
      lines_after: { scl: 'unknown', sda: 'unknown' },
    })
  })

  it('joins an exchange that comes after later transactions', () => {
    const transactions = [1, 2, 3, 4, 5].map((seq) => transactionEvent(seq))
    const run = foldAll([STARTED, ...transactions, exchangeEvent(2, { step: 'prepare', retry: true })])
    expect(run.transactions.map(({ step }) => step)).toEqual([null, 'prepare', null, null, null])
    expect(run.statistics.retries).toBe(1)
  })

  it('counts a wrong PEC of reads only, whoever found it', () => {
    const run = foldAll([
      STARTED,
      transactionEvent(1),
      exchangeEvent(1, { pecExpected: 0x12, pecGot: 0x13, pecCheckedBy: 'host' }),
      transactionEvent(2),
      exchangeEvent(2, { pecExpected: 0x12, pecGot: null, pecCheckedBy: 'target' }),
      transactionEvent(3),
      exchangeEvent(3, { pecCheckedBy: 'kernel' }),
      transactionEvent(4),
      exchangeEvent(4, { pecCheckedBy: 'kernel', withheld: 'pec' }),
      transactionEvent(5),
      exchangeEvent(5, { pecCheckedBy: 'kernel', withheld: 'count' }),
    ])
    expect(run.statistics.pec_errors).toBe(2)
  })

  it('sums the wire time where it is known', () => {
    const wireTimes = (...times: (number | null)[]): ArpEvent[] =>
      times.map((wireTimeUs, i) => transactionEvent(i + 1, { wireTimeUs }))
    expect(foldAll([STARTED, ...wireTimes(null, 200, 90)]).statistics.wire_time_us).toBe(290)
    expect(foldAll([STARTED, ...wireTimes(null, null)]).statistics.wire_time_us).toBeNull()
  })

  it('lists each address that answered once, in ascending order', () => {
    const other = (address: number, answersTo: 'quick' | 'read'): ArpEvent => ({
      type: 'other-address',
      address,
      answersTo,
    })
    const run = foldAll([STARTED, other(0x50, 'read'), other(0x48, 'quick'), other(0x50, 'quick')])
    expect(run.other_addresses).toEqual([
      { address: '0x48', answers_to: 'quick' },
      { address: '0x50', answers_to: 'quick' },
    ])
  })

  it('gives a finding to its device, even one announced later, and to the bus where there is none', () => {
    const run = foldAll([
      STARTED,
      about(0, 'bit0-zero'),
      about(7, 'malformed-udid'),
      about(null, 'late-reply'),
      deviceEvent(0, I217),
    ])
    expect(run.devices[0]?.findings.map(({ code }) => code)).toEqual(['bit0-zero'])
    expect(run.findings.map(({ code }) => code)).toEqual(['malformed-udid', 'late-reply'])
  })

  it('voids the devices of an enumeration that began again, and keeps findings and transactions', () => {
    const run = foldAll([
      STARTED,
      transactionEvent(1),
      deviceEvent(0, I217),
      deviceEvent(1, NT400D11),
      about(0, 'address-conflict'),
      { type: 'restarted', why: 'two devices at 0x64' },
      deviceEvent(0, NT400D11),
    ])
    expect(run.devices.map(({ udid, findings }) => ({ udid, findings }))).toEqual([{ udid: NT400D11, findings: [] }])
    expect(run.findings.map(({ code }) => code)).toEqual(['address-conflict'])
    expect(run.transactions).toHaveLength(1)
    expect(run.summary.devices).toBe(1)
  })
})

describe('the verdict', () => {
  it.each<[string, readonly ArpEvent[], string]>([
    ['nothing to say', [], 'pass'],
    ['an info', [about(null, 'not-observable')], 'pass'],
    ['a warning of the bus', [about(null, 'no-arp-device')], 'warn'],
    ['a warning of a device', [about(0, 'bit0-zero')], 'warn'],
    ['an error of the bus', [about(null, 'foreign-device-at-0x61'), about(null, 'late-reply')], 'fail'],
    ['an error of a device', [about(0, 'duplicate-udid')], 'fail'],
  ])('with %s', (_, events, verdict) => {
    expect(foldAll([STARTED, deviceEvent(0, I217), ...events]).summary.verdict).toBe(verdict)
  })

  it.each<[DeviceStatus, string]>([
    ['ok', 'pass'],
    ['kept_own_address', 'pass'],
    ['not_assigned', 'pass'],
    ['conflict', 'fail'],
    ['unconfirmed', 'fail'],
    ['failed', 'fail'],
  ])('with a device that ended %s, nothing said about it', (status, verdict) => {
    expect(foldAll([STARTED, deviceEvent(0, I217, { status })]).summary.verdict).toBe(verdict)
  })
})
