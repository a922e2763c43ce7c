import type { EnumerateOptions } from '#shared/arp/enumerate.ts'
import type { Scenario, ScenarioInput } from '#shared/sim/scenario-schema.ts'
import { validateScenario } from '#shared/sim/scenario.ts'
import { UDID } from '../vectors/arp-frames.ts'

/** A card that is enumerated, and how. */
export interface Card {
  readonly name: string
  /** What it is there for, in a few words. */
  readonly words: string
  readonly scenario: Scenario
  readonly options: Partial<EnumerateOptions>
  /** Three moments of each step are tried, not one. */
  readonly inDetail: boolean
}

type Devices = NonNullable<ScenarioInput['devices']>

/** What every card carries besides: what must come out of every run untouched. */
const BYSTANDERS: Devices = [
  { kind: 'eeprom', address: '0x50', size: 256, contents: '00' },
  { kind: 'temperature-sensor', address: '0x48', celsius: 25 },
]

const DETAILED = ['usual', 'restart']
const NOT_DISCOVERABLE = UDID.alveo

function card(name: string, words: string, devices: Devices, options: Partial<EnumerateOptions> = {}): Card {
  const all = [...devices, ...BYSTANDERS]
  return {
    name,
    words,
    scenario: validateScenario({ schema_version: '1.0', name, devices: all }),
    options,
    inDetail: DETAILED.includes(name),
  }
}

/** The cards of the matrix: between them they take an enumeration through every step it has. */
export const CARDS: readonly Card[] = [
  card('usual', 'a fixed, a persistent and a volatile device, and an EEPROM at the first address of the pool', [
    { kind: 'arp', udid: UDID.alveo, address: '0x14' },
    { kind: 'arp', udid: UDID.i217Strap0, address: '0x64', address_resolved: true },
    { kind: 'arp', udid: UDID.nt400d11 },
    { kind: 'eeprom', address: '0x11' },
  ]),
  card(
    'walk',
    'reset first, and a walk for a device that is not discoverable',
    [
      { kind: 'arp', udid: NOT_DISCOVERABLE, address: '0x20', behaviour: 'fixed-not-discoverable' },
      { kind: 'arp', udid: UDID.i210, address: '0x12' },
      { kind: 'arp', udid: UDID.badge, address: '0x13' },
      { kind: 'arp', udid: UDID.nt400d11 },
    ],
    { withFixed: true, resetFirst: true },
  ),
  card(
    'restart',
    'an address given out unprobed is another device’s, so the enumeration begins again',
    [
      { kind: 'arp', udid: NOT_DISCOVERABLE, address: '0x11', behaviour: 'fixed-not-discoverable' },
      { kind: 'arp', udid: UDID.badge },
      { kind: 'arp', udid: UDID.nt400d11 },
    ],
    { probe: false },
  ),
  card('foreign', 'no ARP device, and a clock buffer at 0x61', [{ kind: 'register-file', address: '0x61' }]),
  card('memory at 0x61', 'no ARP device, and an EEPROM whose second block is 0x61', [
    { kind: 'eeprom', address: '0x60', size: 512, contents: '11'.repeat(512) },
  ]),
  card('nobody', 'nothing at 0x61', []),
]
