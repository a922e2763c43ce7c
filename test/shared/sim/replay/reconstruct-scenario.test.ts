import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AddressPool } from '#shared/arp/address-pool.ts'
import type { EnumerateOptions } from '#shared/arp/enumerate.ts'
import { scan } from '#shared/arp/scan.ts'
import { planScan, SCAN_RANGE } from '#shared/i2c/scan.ts'
import type { Run } from '#shared/run/run.ts'
import { reconstructScenario } from '#shared/sim/replay/reconstruct-scenario.ts'
import { validateScenario } from '#shared/sim/scenario.ts'
import type { Scenario } from '#shared/sim/scenario-schema.ts'
import { BUILT_IN_NAMES, loadBuiltIn } from '#shared/sim/scenarios/built-in.ts'
import { compliantCard } from '../../../support/arbitrary-card.ts'
import { anyRun } from '../../../support/arbitrary-run.ts'
import { enumerateOn, runOn, type SimulatedRunOptions } from '../../../support/simulated-run.ts'

/** Who was there, what kind it is, and where it was before. */
const identities = ({ devices }: Run) =>
  devices.map(({ udid, class: deviceClass, address_before }) => ({ udid, class: deviceClass, address_before }))

const codes = ({ devices, findings }: Run) => ({
  bus: findings.map(({ code }) => code),
  devices: devices.map(({ status, findings: own }) => [status, ...own.map(({ code }) => code)]),
})

/** Runs a card, and then the card that its Run gives. */
async function runTwice(
  scenario: Scenario,
  change: Partial<EnumerateOptions> = {},
  options: SimulatedRunOptions = {},
): Promise<{ readonly first: Run; readonly again: Run }> {
  const { run: first } = await enumerateOn(scenario, change, options)
  const { run: again } = await enumerateOn(validateScenario(reconstructScenario(first)), change, options)
  return { first, again }
}

/** A card on which one device sends a wrong PEC now and then. */
const cardWithWrongPecs = fc
  .record({
    card: compliantCard(5),
    victim: fc.nat(4),
    on: fc.constantFrom('get-udid', 'get-udid-directed'),
    times: fc.integer({ min: 1, max: 2 }),
  })
  .map(({ card: { devices, ...rest }, victim, on, times }): Scenario => {
    const arps = devices.filter(({ kind }) => kind === 'arp').length
    const faults = [{ on, do: 'bad-pec', times } as const]
    const faulty = devices.map((device, i) =>
      device.kind === 'arp' && i === victim % arps ? { ...device, faults } : device,
    )
    return { ...rest, devices: faulty }
  })

describe('a bus reconstructed from a run', () => {
  it.each(['ideal', 'mcp2221', 'ch341'] as const)('has the same devices as any compliant card behind %s', (adapter) =>
    fc.assert(
      fc.asyncProperty(
        compliantCard(8),
        fc.record({ withFixed: fc.boolean(), move: fc.boolean() }),
        async (card, change) => {
          const { first, again } = await runTwice(card, change, { adapter })
          expect(identities(again)).toEqual(identities(first))
        },
      ),
      { numRuns: adapter === 'ideal' ? 100 : 20 },
    ),
  )

  it('has the same devices, and as many wrong PECs in a row, as a card that sends some', () =>
    fc.assert(
      fc.asyncProperty(cardWithWrongPecs, async (card) => {
        const { first, again } = await runTwice(card)
        expect({ who: identities(again), what: codes(again) }).toEqual({ who: identities(first), what: codes(first) })
      }),
    ))

  it.each(BUILT_IN_NAMES)('has the same devices and the same findings as %s', async (name) => {
    const { first, again } = await runTwice(await loadBuiltIn(name))
    expect({ who: identities(again), what: codes(again) }).toEqual({ who: identities(first), what: codes(first) })
  })

  it('knows a device that was resolved already by its sitting out the first look', async () => {
    const { run } = await enumerateOn(await loadBuiltIn('already-resolved'))
    const { devices } = validateScenario(reconstructScenario(run))
    expect(devices.map((device) => device.kind === 'arp' && device.address_resolved)).toEqual([true, true])
  })

  it('has at each other address the part that is usual there', async () => {
    const card = validateScenario({
      schema_version: '1.0',
      name: 'parts',
      devices: ['0x1c', '0x20', '0x4a', '0x53', '0x70'].map((address) => ({ kind: 'register-file', address })),
    })
    const { run } = await runOn(card, (session) => scan(session, planScan(SCAN_RANGE, 'auto', true)))
    expect(reconstructScenario(run).devices).toEqual([
      { kind: 'temperature-sensor', address: '0x1c' },
      { kind: 'register-file', address: '0x20' },
      { kind: 'temperature-sensor', address: '0x4a' },
      { kind: 'eeprom', address: '0x53' },
      { kind: 'register-file', address: '0x70' },
    ])
  })

  it('takes no ARP device for another part at the address it was moved from', async () => {
    const { run } = await enumerateOn(await loadBuiltIn('pcie-card'), { move: true, pool: new AddressPool([0x20], []) })
    const entries = reconstructScenario(run).devices ?? []
    const addresses = entries.flatMap((entry) =>
      'address' in entry && entry.address !== undefined ? [entry.address] : [],
    )
    expect(new Set(addresses).size).toBe(addresses.length)
  })

  it('is a valid scenario whatever the run holds, and says where it is from', () => {
    fc.assert(
      fc.property(anyRun, (run) => {
        const { name, description } = validateScenario(reconstructScenario(run))
        expect(name).toBe(`reconstructed-${run.run_id.slice(0, 8)}`)
        expect(description).toContain(`Reconstructed from the ${run.operation} run ${run.run_id}`)
      }),
    )
  })

  it('names no user and no path', async () => {
    const { run } = await enumerateOn(await loadBuiltIn('pcie-card'))
    const told = { ...run, adapter: { ...run.adapter, selector: 'sim:/home/ana/card.json' } }
    expect(JSON.stringify(reconstructScenario(told))).not.toMatch(/ana|home|a test/)
  })
})
