import fc from 'fast-check'
import { WIDE_POOL } from '#shared/arp/address-pool.ts'
import { formatUdid } from '#shared/arp/udid.ts'
import { formatAddress } from '#shared/i2c/address.ts'
import { validateScenario } from '#shared/sim/scenario.ts'
import type { Scenario } from '#shared/sim/scenario-schema.ts'
import { ARP_BEHAVIOURS } from '#shared/sim/targets/arp-behaviour.ts'
import { FAULT_TRIGGERS } from '#shared/sim/targets/arp-fault.ts'

const TYPE_BITS = { fixed: 0x00, persistent: 0x40, volatile: 0x80, random: 0xc0 } as const

interface Compliant {
  readonly type: keyof typeof TYPE_BITS
  readonly udid: string
  /** Asked for: fixed devices have one for certain, persistent ones may remember one. */
  readonly address: number | undefined
  readonly resolved: boolean
}

/** A compliant device; its address is made distinct when a card is put together. */
const compliant: fc.Arbitrary<Compliant> = fc.record({
  type: fc.constantFrom('fixed', 'persistent', 'volatile', 'random'),
  udid: fc.uint8Array({ minLength: 16, maxLength: 16 }).map(formatUdid),
  address: fc.option(fc.constantFrom(...WIDE_POOL), { nil: undefined }),
  resolved: fc.boolean(),
})

function arpEntry({ type, udid, address, resolved }: Compliant, taken: Set<number>): object {
  const free = (wanted: number): number =>
    taken.has(wanted) ? (WIDE_POOL.find((a) => !taken.has(a)) ?? wanted) : wanted
  const typed =
    (TYPE_BITS[type] | (Number.parseInt(udid.slice(0, 2), 16) & 1)).toString(16).padStart(2, '0') + udid.slice(2)
  const holds =
    type === 'fixed'
      ? free(address ?? 0x20)
      : type === 'persistent' && address !== undefined
        ? free(address)
        : undefined
  if (holds === undefined) return { kind: 'arp', udid: typed }
  taken.add(holds)
  return { kind: 'arp', udid: typed, address: formatAddress(holds), address_valid: true, address_resolved: resolved }
}

/** An EEPROM full of data and a sensor: what must come out of every run untouched. */
const BYSTANDERS = [
  { kind: 'eeprom', address: '0x50', size: 256, contents: '00' },
  { kind: 'temperature-sensor', address: '0x48', celsius: 25 },
]

function card(devices: readonly object[]): Scenario {
  return validateScenario({
    schema_version: '1.0',
    name: 'arbitrary',
    description: '',
    devices: [...devices, ...BYSTANDERS],
  })
}

function distinct(devices: readonly Compliant[]): object[] {
  const taken = new Set([0x48, 0x50])
  const entries = devices.map((device) => arpEntry(device, taken)) as { udid: string }[]
  return entries.filter(({ udid }, i) => entries.findIndex((other) => other.udid === udid) === i)
}

/** A card of 1 to `maxDevices` compliant devices of mixed types with distinct UDIDs and addresses. */
export function compliantCard(maxDevices: number): fc.Arbitrary<Scenario> {
  return fc.array(compliant, { minLength: 1, maxLength: maxDevices }).map((devices) => card(distinct(devices)))
}

/** A Fixed - Not Discoverable device can't be without an address. */
function suits(behaviour: string, entry: object): boolean {
  return behaviour !== 'fixed-not-discoverable' || 'address' in entry
}

const fault = fc.record({
  on: fc.constantFrom(...FAULT_TRIGGERS),
  times: fc.option(fc.integer({ min: 1, max: 5 }), { nil: undefined }),
  what: fc.oneof(
    fc
      .constantFrom('bad-pec', 'short-count', 'long-count', 'ignore', 'hold-sda', 'hold-scl', 'vanish', 'filler')
      .map((what) => ({ do: what })),
    fc.nat(20).map((index) => ({ do: 'nack-at', index })),
    fc.constantFrom(1, 10, 30, 200).map((ms) => ({ do: 'stretch', ms })),
  ),
})

/** A small card on which one device has one fault of the catalogue, and another may misbehave in its own way. */
export const faultyCard: fc.Arbitrary<Scenario> = fc
  .record({
    devices: fc.array(compliant, { minLength: 1, maxLength: 5 }),
    victim: fc.nat(4),
    fault,
    odd: fc.nat(4),
    behaviour: fc.constantFrom(...ARP_BEHAVIOURS),
  })
  .map(({ devices, victim, fault: { on, times, what }, odd, behaviour }) => {
    const entries = distinct(devices)
    const faults = [{ on, ...what, ...(times === undefined ? {} : { times }) }]
    return card(
      entries.map((entry, i) => ({
        ...entry,
        ...(i === odd % entries.length && suits(behaviour, entry) ? { behaviour } : {}),
        ...(i === victim % entries.length ? { faults } : {}),
      })),
    )
  })
