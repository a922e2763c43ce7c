import { describe, expect, it } from 'vitest'
import { reset } from '#shared/arp/reset.ts'
import type { Scenario } from '#shared/sim/scenario-schema.ts'
import { UDID } from '../../vectors/arp-frames.ts'
import { allCodes, arp, cardOf, outcome, stepsOf, writtenTo61 } from '../../support/arp-card.ts'
import { runOn } from '../../support/simulated-run.ts'

const { alveo: FIXED, i217Strap0: PERSISTENT, nt400d11: VOLATILE } = UDID
const RANDOM = `c1${VOLATILE.slice(2)}`

const resetOn = (scenario: Scenario, address: number | undefined, prepareAnyway = false) =>
  runOn(scenario, (session) => reset(session, { address, prepareAnyway }), { operation: 'reset' })

describe('a directed reset', () => {
  it.each([
    { name: 'fixed', udid: FIXED, outcome: `${FIXED} 0x20 nobody ok confirmed`, valid: true },
    { name: 'persistent', udid: PERSISTENT, outcome: `${PERSISTENT} 0x20 nobody ok confirmed`, valid: true },
    { name: 'volatile', udid: VOLATILE, outcome: `${VOLATILE} none nobody not_assigned`, valid: false },
    { name: 'random', udid: RANDOM, outcome: `${RANDOM} none nobody not_assigned`, valid: false },
  ])('of a $name device does what its type asks for, and is looked at', async ({ udid, outcome: expected, valid }) => {
    const device = arp(udid, { address: '0x20', address_resolved: true })
    const { run, card } = await resetOn(cardOf(device), 0x20)
    expect(outcome(run)).toEqual([expected])
    expect(card.devices()).toMatchObject([{ addressValid: valid, addressResolved: false }])
    expect(stepsOf(run, 'reset').map(({ written }) => written.slice(0, 2))).toEqual(['40'])
    expect(allCodes(run)).toEqual([])
  })

  it('of a device that ignores it fails', async () => {
    const device = arp(VOLATILE, { address: '0x20', faults: [{ on: 'reset', do: 'ignore' }] })
    const { run } = await resetOn(cardOf(device), 0x20)
    expect(outcome(run)).toEqual([`${VOLATILE} 0x20 nobody failed confirmed`])
    expect(run.devices[0]?.findings).toMatchObject([
      {
        code: 'nack-command',
        severity: 'error',
        message: 'A volatile device acknowledged the reset and holds its address: not what the specification asks',
      },
    ])
  })

  it('of an address at which no ARP device answers is not sent', async () => {
    const { run } = await resetOn(cardOf(arp(VOLATILE, { address: '0x20' })), 0x21)
    expect(stepsOf(run, 'reset')).toEqual([])
    expect(run.findings).toMatchObject([
      { code: 'nack-command', severity: 'error', message: 'No ARP device answers at 0x21, so no reset was sent' },
    ])
  })
})

describe('a general reset', () => {
  it('is sent three times, and the lowest UDID shown that waits afterwards', async () => {
    const { run, card } = await resetOn(
      cardOf(arp(PERSISTENT, { address: '0x64', address_resolved: true }), arp(VOLATILE, { address: '0x20' })),
      undefined,
    )
    expect(stepsOf(run, 'reset').map(({ written }) => written)).toEqual(['02c9', '02c9', '02c9'])
    expect(outcome(run)).toEqual([`${PERSISTENT} 0x64 nobody not_assigned`])
    expect(card.devices().map(({ addressValid }) => addressValid)).toEqual([true, false])
  })

  it('that nobody acknowledges is an error', async () => {
    const refuses = arp(VOLATILE, { faults: [{ on: 'reset', do: 'nack-at', index: 1 }] })
    const { run } = await resetOn(cardOf(refuses), undefined)
    expect(allCodes(run)).toEqual(['error nack-command'])
    expect(run.findings[0]?.message).toBe('Nobody acknowledged the general Reset Device')
  })

  it('after which nobody shows a UDID is an error, and says what came instead', async () => {
    const garbles = arp(VOLATILE, {
      address: '0x20',
      address_resolved: true,
      faults: [{ on: 'get-udid', do: 'bad-pec' }],
    })
    const { run } = await resetOn(cardOf(garbles), undefined)
    expect(allCodes(run)).toEqual(['error pec-mismatch', 'warning no-arbitration', 'error nack-command'])
  })

  it('is not sent where the look finds no ARP device', async () => {
    const { run, card } = await resetOn(cardOf({ kind: 'register-file', address: '0x61' }), undefined)
    expect(writtenTo61(run).filter((bytes) => bytes.length > 2)).toEqual([])
    expect(card.registerWrites()).toBe(0)
    expect(allCodes(run)).toContain('error foreign-device-at-0x61')
  })
})
