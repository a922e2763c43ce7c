import type { Run } from '#shared/run/run.ts'

/** Which runs are meant; what is absent does not matter. Plain data. */
export interface RunFilter {
  /** Lower-case hex digits of a UDID, or some that stand together in it. */
  readonly udid?: string
  /** An address that a device has, or that something else answered at. */
  readonly address?: number
  /** Part of an adapter's selector, product or serial number, in any case. */
  readonly adapter?: string
  readonly verdict?: Run['summary']['verdict']
  readonly operation?: Run['operation']
  /** Started then or later. ISO 8601. */
  readonly sinceUtc?: string
  /** Started before then. */
  readonly beforeUtc?: string
  /** How many at most; a history decides where absent. */
  readonly limit?: number
  /** How many of them to leave out at the beginning. */
  readonly offset?: number
}

/** Whether a run is meant, as a history finds it. */
export function isMeant(run: Run, filter: RunFilter): boolean {
  const { udid, address, adapter, verdict, operation, sinceUtc, beforeUtc } = filter
  const { selector, product, serial } = run.adapter
  const startedMs = Date.parse(run.started_utc)
  return (
    (udid === undefined || run.devices.some((device) => device.udid.includes(udid))) &&
    (address === undefined || [...run.devices, ...run.other_addresses].some((each) => isAt(each.address, address))) &&
    (adapter === undefined || searchable([selector, product, serial ?? ''].join('\n')).includes(searchable(adapter))) &&
    (verdict === undefined || run.summary.verdict === verdict) &&
    (operation === undefined || run.operation === operation) &&
    (sinceUtc === undefined || startedMs >= Date.parse(sinceUtc)) &&
    (beforeUtc === undefined || startedMs < Date.parse(beforeUtc))
  )
}

function isAt(text: string | null, address: number): boolean {
  return text !== null && Number(text) === address
}

/** Text of an adapter as it is compared; NUL goes, for which PostgreSQL has no place. */
export function searchable(text: string): string {
  return text.toLowerCase().replaceAll('\0', '')
}
