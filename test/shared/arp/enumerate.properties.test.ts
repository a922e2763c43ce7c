import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AddressPool, WIDE_POOL } from '#shared/arp/address-pool.ts'
import { formatAddress } from '#shared/i2c/address.ts'
import type { SimCard } from '#shared/sim/card.ts'
import { compliantCard, faultyCard } from '../../support/arbitrary-card.ts'
import { enumerateOn } from '../../support/simulated-run.ts'

const widePool = (): { pool: AddressPool } => ({ pool: new AddressPool(WIDE_POOL, []) })

/** The truth on the card, in the form of the Run: UDID and address of each present device. */
const truth = (card: SimCard): string[] =>
  card
    .devices()
    .map(
      ({ udid, address, addressValid }) =>
        `${udid} ${addressValid && address !== null ? formatAddress(address) : 'none'}`,
    )
    .sort()

describe('enumerate', () => {
  it('gives any set of compliant devices distinct, confirmed addresses, in ascending order of UDID', async () => {
    await fc.assert(
      fc.asyncProperty(compliantCard(60), async (scenario) => {
        const held = scenario.devices.flatMap((d) => (d.kind === 'arp' && d.address !== null ? [d.address] : []))
        const { run, card } = await enumerateOn(scenario, widePool())
        const udids = run.devices.map(({ udid }) => udid)
        const addresses = run.devices.map(({ address }) => Number(address))

        expect(run).toMatchObject({ complete: true, summary: { confirmed: card.devices().length } })
        expect(udids).toEqual([...udids].sort())
        expect(new Set(addresses).size).toBe(addresses.length)
        expect(addresses.filter((address) => !held.includes(address) && !WIDE_POOL.includes(address))).toEqual([])
        expect(run.devices.map(({ udid, address }) => `${udid} ${address}`).sort()).toEqual(truth(card))
        expect(card.devices().every(({ addressResolved }) => addressResolved)).toBe(true)
        expect(card.eepromWrites()).toBe(0)
      }),
      { numRuns: 60 },
    )
  })

  it('takes at most four transactions a device on a healthy bus, three where it keeps its address, and a constant', async () => {
    await fc.assert(
      fc.asyncProperty(compliantCard(20), async (scenario) => {
        const { run } = await enumerateOn(scenario, widePool())
        const constant = run.transactions.filter(({ step }) => step !== 'walk').length
        const each = run.devices.map((device) => (device.assigned_by === 'kept' ? 3 : 4))
        // A pool address that a device further on turns out to hold costs one probe more.
        const held = run.other_addresses.length + run.devices.filter((d) => d.assigned_by === 'kept').length
        expect(constant).toBeLessThanOrEqual(each.reduce((sum, n) => sum + n, 0) + 2 + 3 + 3 + 3 + held)
      }),
      { numRuns: 40 },
    )
  })

  it('confirms nothing that is not so, writes no EEPROM and ends, whatever one fault a device has', async () => {
    await fc.assert(
      fc.asyncProperty(faultyCard, fc.constantFrom('ideal', 'mcp2221'), async (scenario, adapter) => {
        const { run, card } = await enumerateOn(scenario, widePool(), { adapter })
        const there = truth(card)
        const claimed = run.devices
          .filter(({ confirmed }) => confirmed)
          .map(({ udid, address }) => `${udid} ${address}`)
        expect(claimed.filter((claim) => !there.includes(claim))).toEqual([])
        expect(card.eepromWrites()).toBe(0)
      }),
      { numRuns: 400 },
    )
  })
})
