import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { deduceFlags, type DeviceFlags } from '#shared/arp/flags.ts'
import { step } from '#shared/arp/step.ts'
import type { StepCommand } from '#shared/arp/step-command.ts'
import { trueFlags } from '#shared/sim/true-flags.ts'
import { arp, cardOf, eventsOf } from '../../support/arp-card.ts'
import { compliantCard } from '../../support/arbitrary-card.ts'
import { runOn } from '../../support/simulated-run.ts'
import { UDID } from '../../vectors/arp-frames.ts'

const { alveo: FIXED, i217Strap0: PERSISTENT, nt400d11: VOLATILE } = UDID
const RANDOM = `c1${VOLATILE.slice(2)}`

/** The flags deduced from what commands came to on a card, and those the devices are in. */
async function stepped(scenario: ReturnType<typeof cardOf>, commands: readonly StepCommand[]) {
  const { events, card } = await runOn(scenario, (session) => step(session, { commands, before: [] }), {
    operation: 'step',
  })
  const transactions = eventsOf(events, 'transaction').map(({ transaction }) => transaction)
  const deduced = transactions.reduce<readonly DeviceFlags[]>(deduceFlags, [])
  return { deduced, truth: trueFlags(card) }
}

const prepare: StepCommand = { command: 'prepare' }
const getUdid: StepCommand = { command: 'get-udid', address: null }
const assign = (address: number, udid: string | null = null): StepCommand => ({ command: 'assign', address, udid })
const reset = (address: number | null): StepCommand => ({ command: 'reset', address })

it.each<[string, string, readonly StepCommand[]]>([
  ['an answer shows AR clear, and AV by its address byte', VOLATILE, [getUdid]],
  ['an Assign sets both', VOLATILE, [getUdid, assign(0x12)]],
  ['a fixed device takes it where it is', FIXED, [getUdid, assign(0x12)]],
  ['Prepare clears AR alone', PERSISTENT, [getUdid, assign(0x12), prepare]],
  ['a refused general Get UDID says that all are resolved', PERSISTENT, [getUdid, assign(0x12), getUdid]],
  ['a directed Reset takes the address of a volatile device', VOLATILE, [getUdid, assign(0x12), reset(0x12)]],
  ['a persistent one keeps it', PERSISTENT, [getUdid, assign(0x12), reset(null)]],
  [
    'a refused directed Get UDID says that nobody is there',
    VOLATILE,
    [getUdid, assign(0x12), reset(null), { command: 'get-udid', address: 0x12 }],
  ],
])('%s', async (_, udid, commands) => {
  const { deduced, truth } = await stepped(cardOf(arp(udid, udid === FIXED ? { address: '0x3b' } : {})), commands)
  expect(deduced).toEqual(truth.map((flags) => ({ ...flags, basis: 'deduced' })))
})

it('forgets a random device that was reset: its UDID is no more', async () => {
  const { deduced } = await stepped(cardOf(arp(RANDOM)), [getUdid, assign(0x12), reset(0x12)])
  expect(deduced).toEqual([])
})

it('learns nothing from a reply whose PEC is wrong', async () => {
  const device = arp(VOLATILE, { faults: [{ on: 'get-udid', do: 'bad-pec' }] })
  expect((await stepped(cardOf(device), [getUdid])).deduced).toEqual([])
})

describe('on a bus of devices that keep to the specification', () => {
  const address = fc.integer({ min: 0x10, max: 0x5f })
  const command: fc.Arbitrary<StepCommand> = fc.oneof(
    fc.constant(prepare),
    fc.constant(getUdid),
    fc.record({ command: fc.constant('get-udid' as const), address }),
    fc.record({ command: fc.constant('reset' as const), address: fc.option(address) }),
    fc.record({ command: fc.constant('assign' as const), address, udid: fc.constant(null) }),
  )

  it('deduces nothing that is not so, whatever is sent', async () => {
    await fc.assert(
      fc.asyncProperty(compliantCard(3), fc.array(command, { maxLength: 12 }), async (scenario, commands) => {
        const { deduced, truth } = await stepped(scenario, commands)
        for (const { udid, address: at, addressValid, addressResolved } of deduced) {
          const real = truth.find((flags) => flags.udid === udid)
          expect(addressValid ?? real?.addressValid).toBe(real?.addressValid)
          expect(addressResolved ?? real?.addressResolved).toBe(real?.addressResolved)
          if (at !== null) expect(at).toBe(real?.address)
        }
      }),
      { seed: 20261122, numRuns: 300 },
    )
  })
})
