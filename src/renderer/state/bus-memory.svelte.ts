import type { Run, RunDevice } from '#shared/run/run.ts'
import { addressNumber } from '../model/address-text.ts'

/** Who was last seen at an address, and when. `device` null: something that is no ARP device. */
export interface Sighting {
  readonly device: RunDevice | null
  readonly seenMs: number
}

/** What is known of one bus from all runs on it: an enumeration says who is an ARP device, a scan who answers at all. */
export class BusMemory {
  #sightings = $state.raw<ReadonlyMap<number, Sighting>>(new Map())

  /** By address. */
  get sightings(): ReadonlyMap<number, Sighting> {
    return this.#sightings
  }

  forget(): void {
    this.#sightings = new Map()
  }

  /** Takes in what a run saw. One that ran to its end replaces what earlier ones of its kind had seen. */
  remember(run: Run): void {
    const seenMs = Date.parse(run.finished_utc ?? run.started_utc)
    const isScan = run.operation === 'scan'
    const kept = [...this.#sightings].filter(([, { device }]) => !run.complete || (device === null) !== isScan)
    const before = new Map(kept)
    const others = run.other_addresses.map(({ address }): [number, Sighting] => {
      const at = addressNumber(address)
      // What answers where a device was is that device, as far as anybody can tell.
      return [at, { device: before.get(at)?.device ?? null, seenMs }]
    })
    const devices = run.devices.flatMap((device): [number, Sighting][] =>
      device.address === null ? [] : [[addressNumber(device.address), { device, seenMs }]],
    )
    this.#sightings = new Map([...kept, ...others, ...devices])
  }
}
