import { describe, expect, it } from 'vitest'
import { range } from '#shared/i2c/address.ts'
import { SCAN_RANGE, planScan, type PlannedProbe } from '#shared/i2c/scan.ts'

const probes = (plan: readonly PlannedProbe[], probe: PlannedProbe['probe']): number[] =>
  plan.filter((planned) => planned.probe === probe).map(({ address }) => address)

const READ_ONLY = [...range(0x30, 0x37), ...range(0x50, 0x5f)]

describe('planScan', () => {
  it.each(['auto', 'quick', 'read'] as const)(
    'with %s never touches the host, Alert Response or ARP address',
    (method) => {
      expect(probes(planScan(range(0, 0x7f), method, true), 'skip')).toEqual([
        ...range(0x00, 0x08),
        0x0c,
        0x61,
        ...range(0x78, 0x7f),
      ])
    },
  )

  it('with auto reads where a write can damage, and sends a Quick Command elsewhere', () => {
    expect(probes(planScan(SCAN_RANGE, 'auto', true), 'read')).toEqual(READ_ONLY)
  })

  it('with quick still reads where a write can damage', () => {
    expect(probes(planScan(SCAN_RANGE, 'quick', true), 'read')).toEqual(READ_ONLY)
  })

  it('with auto on an adapter that can only read leaves clock generators alone', () => {
    expect(probes(planScan(SCAN_RANGE, 'auto', false), 'skip')).toEqual([0x08, 0x0c, 0x61, 0x69])
  })

  it('refuses quick on an adapter that has none', () => {
    expect(() => planScan(SCAN_RANGE, 'quick', false)).toThrow(RangeError)
  })
})
