import { DEVICE_DEFAULT_ADDRESS, range, reservationOf } from '#shared/i2c/address.ts'
import type { Run, RunDevice } from '#shared/run/run.ts'
import { addressNumber } from './address-text.ts'
import type { Sightings } from './sightings.ts'
import { deviceName, shortName } from './device-name.ts'

/** What a cell of the map shows of who is there: a shape and a colour each. */
export type Kind = 'persistent' | 'volatile' | 'fixed' | 'random' | 'plain' | 'conflict' | 'arp'

/** One address on the map. */
export interface Cell {
  readonly address: number
  readonly kind: Kind | null
  readonly isReserved: boolean
  /** The pool may give it to somebody. */
  readonly isPool: boolean
  /** Below the digits. */
  readonly caption: string
  /** All of it in words, without the address. */
  readonly words: string
  /** When it was seen, where that was before the run on the bench; null where it was in it. */
  readonly seenMs: number | null
  /** Everybody there; more than one is a conflict. */
  readonly devices: readonly RunDevice[]
}

/** What the map is drawn from: the run on the bench, and what earlier runs on this bus saw. */
export interface MapSource {
  readonly run: Run | undefined
  readonly sightings: Sightings
  readonly pool: readonly number[]
  readonly reserved: readonly number[]
}

/** The 128 addresses of a bus. */
export function busMap({ run, sightings, pool, reserved }: MapSource): Cell[] {
  const devices = devicesByAddress(run)
  const answering = new Set(run?.other_addresses.map(({ address }) => addressNumber(address)))
  const given = new Set(pool.filter((address) => !reserved.includes(address)))
  const held = new Set(reserved)
  return range(0, 0x7f).map((address) => {
    const seen = sightings.get(address)
    const now = devices.get(address)
    const there = now ?? (seen?.device ? [seen.device] : [])
    const isFresh = now !== undefined || answering.has(address)
    const base = { address, isPool: given.has(address), isReserved: isReserved(address, given, held) }
    const isAnswering = answering.has(address) || seen !== undefined
    const who = occupant(address, there, isAnswering)
    return { ...base, ...who, seenMs: isFresh ? null : (seen?.seenMs ?? null), words: wordsFor({ ...base, ...who }) }
  })
}

function devicesByAddress(run: Run | undefined): Map<number, RunDevice[]> {
  const devices = Map.groupBy(run?.devices ?? [], ({ address }) => address)
  return new Map(
    [...devices].flatMap(([address, there]) => (address === null ? [] : [[addressNumber(address), there]])),
  )
}

/** The kind of a device, where nothing is wrong with it. */
export function kindOf(device: RunDevice): Kind {
  return device.status === 'conflict' ? 'conflict' : device.address_type
}

/** Why an address is special, in words; undefined where it is not. */
export function reasonFor(address: number): string | undefined {
  return address === DEVICE_DEFAULT_ADDRESS ? 'the ARP address, never assigned' : reservationOf(address)?.why
}

function isReserved(address: number, pool: ReadonlySet<number>, held: ReadonlySet<number>): boolean {
  if (address === DEVICE_DEFAULT_ADDRESS) return false
  return held.has(address) || (reservationOf(address) !== undefined && !pool.has(address))
}

function occupant(
  address: number,
  devices: readonly RunDevice[],
  isAnswering: boolean,
): Pick<Cell, 'kind' | 'caption' | 'devices'> {
  const [device, another] = devices
  if (device && another) return { kind: 'conflict', caption: `${devices.length} here`, devices }
  if (device) return { kind: kindOf(device), caption: shortName(device), devices }
  if (address === DEVICE_DEFAULT_ADDRESS) return { kind: 'arp', caption: 'ARP', devices }
  if (isAnswering) return { kind: 'plain', caption: guessOf(address).caption, devices }
  return { kind: null, caption: '', devices }
}

function wordsFor({ address, kind, devices, isPool, isReserved: reserved }: Omit<Cell, 'words' | 'seenMs'>): string {
  const [device] = devices
  if (devices.length > 1) return `conflict: ${devices.map(deviceName).join(' and ')}`
  if (device) return `${deviceName(device)}, ${kindOf(device)}`
  if (kind === 'arp') return 'the ARP address, never assigned'
  if (kind === 'plain') return `answers, not ARP: ${guessOf(address).words}`
  if (reserved) return `reserved: ${reasonFor(address) ?? 'by you'}`
  return isPool ? 'free, the pool may assign it' : 'free'
}

/** What usually lives at an address; a guess by the address alone. */
export function guessOf(address: number): { readonly caption: string; readonly words: string } {
  if (address >= 0x50 && address <= 0x57) return { caption: 'ROM', words: 'an EEPROM by its address' }
  if (address >= 0x48 && address <= 0x4f) return { caption: 'sensor', words: 'a temperature sensor by its address' }
  if (address >= 0x18 && address <= 0x1f) return { caption: 'sensor', words: 'a temperature sensor by its address' }
  if (address >= 0x70 && address <= 0x77) return { caption: 'mux', words: 'a mux by its address' }
  if (address >= 0x20 && address <= 0x27) return { caption: 'I/O', words: 'a port expander by its address' }
  return { caption: '', words: 'unknown' }
}
