import type { Run, RunDevice } from '#shared/run/run.ts'
import { addressNumber } from './address-text.ts'

/** Who was last seen at an address, and when. `device` null: something that is no ARP device. */
export interface Sighting {
  readonly device: RunDevice | null
  readonly seenMs: number
}

/** What is known of a bus, by address. */
export type Sightings = ReadonlyMap<number, Sighting>

/** Nothing known yet. */
export const NO_SIGHTINGS: Sightings = new Map()

/**
 * What is known once a run was looked at: an enumeration says who is an ARP device, a scan who answers at all. A run to
 * its end replaces what earlier ones of its kind had seen.
 */
export function withRun(sightings: Sightings, run: Run): Sightings {
  const seenMs = Date.parse(run.finished_utc ?? run.started_utc)
  const isScan = run.operation === 'scan'
  const kept = [...sightings].filter(([, { device }]) => !run.complete || (device === null) !== isScan)
  const before = new Map(kept)
  const others = run.other_addresses.map(({ address }): [number, Sighting] => {
    const at = addressNumber(address)
    // What answers where a device was is that device, as far as anybody can tell.
    return [at, { device: before.get(at)?.device ?? null, seenMs }]
  })
  const devices = run.devices.flatMap((device): [number, Sighting][] =>
    device.address === null ? [] : [[addressNumber(device.address), { device, seenMs }]],
  )
  return new Map([...kept, ...others, ...devices])
}
