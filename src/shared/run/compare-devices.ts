import { stablePart } from '#shared/identify/stable-part.ts'
import type { RunDevice } from './run.ts'

/** The same device in two runs. */
export interface SameDevice {
  readonly old: RunDevice
  readonly new: RunDevice
}

/** The devices of two runs: those in both, and those in one. */
export interface MatchedDevices {
  /** In the order of the old run. */
  readonly both: readonly SameDevice[]
  readonly appeared: readonly RunDevice[]
  readonly left: readonly RunDevice[]
}

/** What a device is known again by; undefined where it can't be known by this. */
type Mark = (device: RunDevice) => string | undefined

/**
 * By what a device is known again, surest first: twins are told apart by their address, the random type goes by the
 * part of its UDID that stays, and a unit whose firmware now says something else of it is known by its number.
 */
const MARKS: readonly Mark[] = [
  ({ udid, address }) => `${udid} ${address}`,
  ({ udid }) => udid,
  (device) => `${stable(device)} ${device.address}`,
  stable,
  unit,
]

/** Finds the devices of the old run again in the new one. Swapping the runs swaps the result and no more. */
export function matchDevices(older: readonly RunDevice[], newer: readonly RunDevice[]): MatchedDevices {
  const both: SameDevice[] = []
  let [left, appeared] = [older, newer]
  for (const mark of MARKS) {
    const pairs = matchBy(mark, left, appeared)
    both.push(...pairs)
    const [old, found] = [new Set(pairs.map((pair) => pair.old)), new Set(pairs.map((pair) => pair.new))]
    left = left.filter((device) => !old.has(device))
    appeared = appeared.filter((device) => !found.has(device))
  }
  both.sort((one, other) => older.indexOf(one.old) - older.indexOf(other.old))
  return { both, appeared, left }
}

/** Of several devices with the same mark the first goes with the first, the second with the second. */
function matchBy(mark: Mark, older: readonly RunDevice[], newer: readonly RunDevice[]): SameDevice[] {
  const waiting = new Map<string, RunDevice[]>()
  for (const device of newer) {
    const key = mark(device)
    if (key === undefined) continue
    const sameKey = waiting.get(key)
    if (sameKey) sameKey.push(device)
    else waiting.set(key, [device])
  }
  return older.flatMap((old) => {
    const found = waiting.get(mark(old) ?? '')?.shift()
    return found ? [{ old, new: found }] : []
  })
}

function stable({ udid, address_type: addressType }: RunDevice): string {
  return stablePart({ udid, addressType })
}

/** Vendor, device and a number that tells units apart, which 0, ffffffff and the random type's do not. */
function unit({ vendor, device, vendor_specific_id: number, address_type: type }: RunDevice): string | undefined {
  if (type === 'random' || number === '0x00000000' || number === '0xffffffff') return undefined
  return `${vendor} ${device} ${number}`
}
