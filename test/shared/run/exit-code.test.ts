import { describe, expect, it } from 'vitest'
import type { ArpEvent } from '#shared/arp/events.ts'
import { finding, type FindingCode, type Severity } from '#shared/arp/findings.ts'
import { exitCodeOf } from '#shared/run/exit-code.ts'
import { foldAll } from '../../support/arbitrary-run.ts'
import { deviceEvent, I217, STARTED } from '../../support/example-run.ts'

const raised = (device: number | null, code: FindingCode, severity?: Severity): ArpEvent => ({
  type: 'finding',
  device,
  ...finding(code, 'as raised', [], severity),
})

function exitCode(complete: boolean, ...events: ArpEvent[]): number {
  const finished = { type: 'run-finished', finishedUtc: STARTED.startedUtc, durationMs: 1, complete } as const
  return exitCodeOf(foldAll([STARTED, deviceEvent(0, I217, { status: 'ok' }), ...events, finished]))
}

describe('the exit code of a complete run', () => {
  it.each<[number, string, ArpEvent[]]>([
    [0, 'nothing to say', []],
    [0, 'a warning', [raised(null, 'no-arp-device')]],
    [1, 'an error of a device', [raised(0, 'duplicate-udid')]],
    [1, 'a foreign device', [raised(null, 'foreign-device-at-0x61')]],
    [1, 'an unconfirmed device', [deviceEvent(0, I217, { status: 'unconfirmed' })]],
    [2, 'an adapter that acknowledges everything', [raised(null, 'acks-everything')]],
    [2, 'SDA stuck', [raised(null, 'stuck-sda')]],
    [2, 'SCL stuck', [raised(null, 'stuck-scl')]],
    [2, 'a clock held for good', [raised(null, 'clock-timeout', 'error')]],
    [0, 'a clock held once', [raised(null, 'clock-timeout')]],
    [2, 'a bus fault beside a failed device', [raised(0, 'duplicate-udid'), raised(null, 'stuck-sda')]],
  ])('is %i with %s', (expected, _, events) => {
    expect(exitCode(true, ...events)).toBe(expected)
  })
})

describe('the exit code of a run cut short', () => {
  it.each<[number, string, ArpEvent[]]>([
    [2, 'no reason given', []],
    [2, 'a bus fault', [raised(null, 'stuck-scl')]],
    [2, 'an adapter that misbehaves', [raised(null, 'adapter-error')]],
    [3, 'the adapter unplugged', [raised(null, 'adapter-lost')]],
    [130, 'an interruption', [raised(null, 'interrupted')]],
    [
      130,
      'an interruption, before which a device failed',
      [raised(0, 'assign-not-taken'), raised(null, 'interrupted')],
    ],
  ])('is %i with %s', (expected, _, events) => {
    expect(exitCode(false, ...events)).toBe(expected)
  })

  it('is 2 without a last event', () => {
    expect(exitCodeOf(foldAll([STARTED]))).toBe(2)
  })
})
