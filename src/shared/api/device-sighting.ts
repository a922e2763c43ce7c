import type { Udid } from '#shared/arp/udid.ts'
import { decodeUdid } from '#shared/arp/udid.ts'
import { stablePart } from '#shared/identify/stable-part.ts'
import type { Run } from '#shared/run/run.ts'

/** Where a device was in one run. Plain data. */
export interface DeviceSighting {
  readonly runId: string
  /** The number the history gave the run. */
  readonly number: number
  /** 7-bit; null: it had none. */
  readonly address: number | null
}

/** How many are given: more than anybody reads. */
export const MOST_SIGHTINGS = 20

/** The leading digits by which a history knows the device again that has this UDID. */
export function knownBy(udid: Udid): string {
  return stablePart(decodeUdid(udid))
}

/** Where devices whose UDID begins so were in a run that has this number. */
export function sightingsIn({ run_id: runId, devices }: Run, number: number, beginning: string): DeviceSighting[] {
  return devices
    .filter(({ udid }) => udid.startsWith(beginning))
    .map(({ address }) => ({ runId, number, address: address === null ? null : Number(address) }))
}
