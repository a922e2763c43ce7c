import { describe, expect, it } from 'vitest'
import { assign, type AssignOptions } from '#shared/arp/assign.ts'
import type { Scenario } from '#shared/sim/scenario-schema.ts'
import { UDID } from '../../vectors/arp-frames.ts'
import { allCodes, arp, cardOf, outcome, stepsOf, writtenTo61 } from '../../support/arp-card.ts'
import { runOn, type SimulatedRunOptions } from '../../support/simulated-run.ts'

const { alveo: FIXED, i217Strap0: PERSISTENT, i210: PERSISTENT_2, nt400d11: VOLATILE } = UDID
const RANDOM = `c1${VOLATILE.slice(2)}`

function assignOn(scenario: Scenario, change: Partial<AssignOptions>, options: SimulatedRunOptions = {}) {
  const settings = { udid: VOLATILE, address: 0x20, probe: true, prepareAnyway: false, ...change }
  return runOn(scenario, (session) => assign(session, settings), { operation: 'assign', ...options })
}

const sent = (run: Parameters<typeof writtenTo61>[0]) => writtenTo61(run).filter((bytes) => bytes.length > 2)

describe.each(['ideal', 'mcp2221'] as const)('assign over the %s adapter', (adapter) => {
  it.each([
    { name: 'persistent', udid: PERSISTENT },
    { name: 'volatile', udid: VOLATILE },
    { name: 'random', udid: RANDOM },
  ])('gives a $name device its address and confirms it, without Prepare', async ({ udid }) => {
    const { run, card } = await assignOn(cardOf(arp(udid)), { udid }, { adapter })
    expect(outcome(run)).toEqual([`${udid} 0x20 arpeggio ok confirmed`])
    expect(card.devices()).toMatchObject([{ address: 0x20, addressValid: true, addressResolved: true }])
    expect(sent(run)).toHaveLength(1)
    expect(allCodes(run)).toEqual([])
  })

  it('moves a device that is resolved already, and says where it was', async () => {
    const resolved = arp(PERSISTENT, { address: '0x64', address_resolved: true })
    const { run } = await assignOn(cardOf(resolved), { udid: PERSISTENT }, { adapter })
    expect(outcome(run)).toEqual([`${PERSISTENT} 0x20 arpeggio ok confirmed`])
    expect(run.devices[0]?.address_before).toBe('0x64')
  })

  it('reads back where a fixed device stayed', async () => {
    const { run } = await assignOn(cardOf(arp(FIXED, { address: '0x14' })), { udid: FIXED }, { adapter })
    expect(outcome(run)).toEqual([`${FIXED} 0x14 device kept_own_address confirmed`])
    expect(run.devices[0]?.findings).toMatchObject([
      { code: 'kept-own-address', severity: 'warning', message: 'Took the Assign, and stayed at 0x14' },
    ])
  })
})

describe('assign', () => {
  it('confirms a fixed device at its own address', async () => {
    const { run } = await assignOn(cardOf(arp(FIXED, { address: '0x14' })), { udid: FIXED, address: 0x14 })
    expect(outcome(run)).toEqual([`${FIXED} 0x14 arpeggio ok confirmed`])
  })

  it('sends nothing to a device where something else answers at the address', async () => {
    const eeprom = { kind: 'eeprom', address: '0x50' } as const
    const { run, card } = await assignOn(cardOf(arp(VOLATILE), eeprom), { address: 0x50 })
    expect(outcome(run)).toEqual([`${VOLATILE} none nobody not_assigned`])
    expect(sent(run)).toEqual([])
    expect(run.other_addresses).toEqual([{ address: '0x50', answers_to: 'read' }])
    expect(run.devices[0]?.findings).toMatchObject([
      {
        code: 'address-conflict',
        severity: 'error',
        message: 'Something answers at 0x50 already, so nothing was assigned; choose another address',
      },
    ])
    expect(card.eepromWrites()).toBe(0)
  })

  it('sends nothing where another ARP device holds the address', async () => {
    const { run } = await assignOn(cardOf(arp(VOLATILE), arp(PERSISTENT, { address: '0x20' })), {})
    expect(outcome(run)).toEqual([`${VOLATILE} none nobody not_assigned`])
    expect(sent(run)).toEqual([])
  })

  it('without a probe finds another device at the address by the confirmation', async () => {
    const { run } = await assignOn(cardOf(arp(VOLATILE), arp(PERSISTENT, { address: '0x20' })), { probe: false })
    expect(outcome(run)).toEqual([`${VOLATILE} 0x20 arpeggio conflict`])
    expect(run.devices[0]?.findings).toMatchObject([
      { code: 'address-conflict', message: `Another device answers at 0x20 too: ${PERSISTENT}` },
    ])
    expect(run.devices[0]?.evidence).toEqual([stepsOf(run, 'assign').at(-1)?.seq, stepsOf(run, 'confirm').at(-1)?.seq])
  })

  it('is repeated without harm: the device answers its own probe', async () => {
    const there = arp(VOLATILE, { address: '0x20', address_resolved: true })
    const { run } = await assignOn(cardOf(there), {})
    expect(outcome(run)).toEqual([`${VOLATILE} 0x20 arpeggio ok confirmed`])
    expect(run.other_addresses).toEqual([])
  })

  it('of a UDID that nobody has fails, and says so', async () => {
    const { run } = await assignOn(cardOf(arp(PERSISTENT_2)), {})
    expect(outcome(run)).toEqual([`${VOLATILE} none nobody failed`])
    expect(run.devices[0]?.findings).toContainEqual(
      expect.objectContaining({
        code: 'assign-not-taken',
        severity: 'error',
        message: 'No device with this UDID answers at 0x20: it is not on the bus, or did not take the Assign',
      }),
    )
    expect(run.summary.verdict).toBe('fail')
  })

  it.each([
    { name: 'nobody', entries: [], code: 'warning no-arp-device' },
    {
      name: 'a foreign chip',
      entries: [{ kind: 'register-file', address: '0x61' } as const],
      code: 'error foreign-device-at-0x61',
    },
  ])('writes nothing where the look finds $name', async ({ entries, code }) => {
    const { run, card } = await assignOn(cardOf(...entries), {})
    expect(sent(run)).toEqual([])
    expect(card.registerWrites()).toBe(0)
    expect(allCodes(run)).toContain(code)
  })

  it.each([0x0f, 0x28, 0x37, 0x61, 0x78])(
    'refuses %i, which nobody may have, before anything is sent',
    async (address) => {
      await expect(assignOn(cardOf(arp(VOLATILE)), { address })).rejects.toThrow(RangeError)
    },
  )
})
