import { describe, expect, it } from 'vitest'
import { inventory } from '#shared/arp/inventory.ts'
import { DIRECTED_RANGE } from '#shared/arp/look.ts'
import { range } from '#shared/i2c/address.ts'
import type { Scenario } from '#shared/sim/scenario-schema.ts'
import { UDID } from '../../vectors/arp-frames.ts'
import { allCodes, arp, cardOf, codes, outcome, writtenTo61 } from '../../support/arp-card.ts'
import { runOn, type SimulatedRunOptions } from '../../support/simulated-run.ts'

const { alveo: FIXED, i217Strap0: PERSISTENT, i210: PERSISTENT_2, nt400d11: VOLATILE } = UDID

function inventoryOn(scenario: Scenario, options: SimulatedRunOptions = {}, addresses = DIRECTED_RANGE) {
  return runOn(scenario, (session) => inventory(session, addresses), { operation: 'inventory', ...options })
}

describe.each(['ideal', 'mcp2221'] as const)('inventory over the %s adapter', (adapter) => {
  it('shows every device with an address and changes nothing on the card', async () => {
    const scenario = cardOf(
      arp(FIXED, { address: '0x14' }),
      arp(PERSISTENT, { address: '0x64', address_resolved: true }),
      arp(VOLATILE, { address: '0x20', address_resolved: true }),
      arp('000818f400420005000000000000a001', { address: '0x1d', behaviour: 'fixed-not-discoverable' }),
    )
    const before = await runOn(scenario, () => Promise.resolve(), { adapter })
    const { run, card } = await inventoryOn(scenario, { adapter })
    expect(outcome(run)).toEqual([
      `${FIXED} 0x14 device ok confirmed`,
      `000818f400420005000000000000a001 0x1d device ok confirmed`,
      `${VOLATILE} 0x20 device ok confirmed`,
      `${PERSISTENT} 0x64 device ok confirmed`,
    ])
    expect(card.devices()).toEqual(before.card.devices())
    expect(run.transactions.filter(({ operation }) => operation === 'write')).toEqual([])
    expect(new Set(writtenTo61(run).map((bytes) => bytes.length))).toEqual(new Set([2]))
  })
})

describe('inventory', () => {
  it('shows of the devices without an address the lowest, and says that others may be hidden', async () => {
    const { run } = await inventoryOn(cardOf(arp(PERSISTENT), arp(PERSISTENT_2)))
    expect(outcome(run)).toEqual([`${PERSISTENT} none nobody not_assigned`])
    expect(run.findings).toMatchObject([
      {
        code: 'not-observable',
        severity: 'info',
        message: `${PERSISTENT} (without an address) waits for ARP and hides every unresolved device with a higher UDID: enumerate shows them`,
      },
    ])
  })

  it('names the address of the device that waits, where it holds one', async () => {
    const { run } = await inventoryOn(cardOf(arp(PERSISTENT, { address: '0x64' })))
    expect(outcome(run)).toEqual([`${PERSISTENT} 0x64 device ok confirmed`])
    expect(run.findings[0]?.message).toContain(`${PERSISTENT} (at 0x64) waits for ARP`)
  })

  it('finds out what an ambiguous address byte means although the range leaves the address out', async () => {
    const target = arp(PERSISTENT, { address: '0x20', behaviour: 'unshifted-address' })
    const { run } = await inventoryOn(cardOf(target), {}, range(0x40, 0x77))
    expect(outcome(run)).toEqual([`${PERSISTENT} 0x20 nobody not_assigned`])
    expect(codes(run.devices[0])).toEqual(['unshifted-address'])
  })

  it('walks the range it was given, and no further', async () => {
    const { run } = await inventoryOn(
      cardOf(arp(PERSISTENT, { address: '0x64', address_resolved: true })),
      {},
      [0x63, 0x65],
    )
    expect(writtenTo61(run)).toEqual(['03', 'c7', 'cb'])
    expect(allCodes(run)).toEqual(['warning no-arp-device'])
  })

  it('stops where the first reply is foreign', async () => {
    const { run, card } = await inventoryOn(cardOf({ kind: 'register-file', address: '0x61' }))
    expect(writtenTo61(run)).toEqual(['03'])
    expect(card.registerWrites()).toBe(0)
    expect(allCodes(run)).toEqual(['error short-count', 'error foreign-device-at-0x61'])
  })

  it('of a bus with nobody says so, and sends no Prepare', async () => {
    const { run } = await inventoryOn(cardOf())
    expect(allCodes(run)).toEqual(['warning no-arp-device'])
    expect(writtenTo61(run).filter((bytes) => bytes.length > 2)).toEqual([])
  })

  it('tells twins by one UDID at two addresses', async () => {
    const twin = (address: string) => arp(PERSISTENT, { address, address_resolved: true })
    const { run } = await inventoryOn(cardOf(twin('0x20'), twin('0x64')))
    expect(outcome(run)).toEqual([`${PERSISTENT} 0x20 device ok confirmed`, `${PERSISTENT} 0x64 device ok confirmed`])
    expect(allCodes(run)).toEqual(['error duplicate-udid'])
  })

  it('leaves a device unconfirmed that answers the walk and then garbles the second look', async () => {
    const target = arp(PERSISTENT, { address: '0x20', behaviour: 'unshifted-address', address_resolved: true })
    const { run } = await inventoryOn(cardOf(target))
    expect(outcome(run)).toEqual([`${PERSISTENT} 0x20 device unconfirmed`])
    expect(allCodes(run)).toEqual(['error unshifted-address'])
  })

  it('says of a device that answered the walk and is gone at the second look that it left', async () => {
    const target = arp(PERSISTENT, { address: '0x20', address_resolved: true, leaves_after_ms: 15 })
    const { run } = await inventoryOn(cardOf(target))
    expect(outcome(run)).toEqual([`${PERSISTENT} 0x20 device unconfirmed`])
    expect(run.devices[0]?.findings).toMatchObject([{ code: 'device-left', severity: 'error' }])
  })
})
