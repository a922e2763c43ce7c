import { ALERT_RESPONSE_ADDRESS, DEVICE_DEFAULT_ADDRESS, SMBUS_HOST_ADDRESS, range } from './address.ts'

/** How the user wants addresses probed: by the safest way for each, or all by one. */
export type ScanMethod = 'auto' | 'quick' | 'read'

/** How one address is probed. `skip`: not at all, and `why` says so. */
export interface PlannedProbe {
  readonly address: number
  readonly probe: 'quick' | 'read' | 'skip'
  readonly why: string
}

/** The addresses a scan covers unless told otherwise. */
export const SCAN_RANGE: readonly number[] = range(0x08, 0x77)

/** What every result of a scan is worth, for people. */
export const SCAN_CAVEAT =
  'An ACK proves that something responds, not what it is; parts behind a mux and parts that ignore probes stay invisible'

const NEVER_TOUCHED: ReadonlyMap<number, string> = new Map([
  [SMBUS_HOST_ADDRESS, 'SMBus host: a write there is a notification'],
  [ALERT_RESPONSE_ADDRESS, 'Alert Response: a read takes an alert from its device'],
  [DEVICE_DEFAULT_ADDRESS, 'ARP, and parts that take a write for a setting: only with consent'],
])

/** Write-protect commands of memory modules, and EEPROMs a quick write has destroyed (lm-sensors, AT24RF08). */
const DAMAGED_BY_WRITES: ReadonlySet<number> = new Set([...range(0x30, 0x37), ...range(0x50, 0x5f)])

/** Write-only clock generators that hang when read (i2cdetect's manual page). */
const HUNG_BY_READS = 0x69

/**
 * How each address of `addresses` is to be probed, the safest way for each with `auto`. Addresses that a
 * write can damage are read whatever the method; those never to be touched are skipped whatever the method.
 * @throws RangeError when `quick` is asked for and the adapter can't send a Quick Command
 */
export function planScan(
  addresses: readonly number[],
  method: ScanMethod,
  canQuickWrite: boolean,
): readonly PlannedProbe[] {
  if (method === 'quick' && !canQuickWrite) {
    throw new RangeError("this adapter can't send a Quick Command; use --method auto or read")
  }
  return addresses.map((address) => plan(address, method, canQuickWrite))
}

function plan(address: number, method: ScanMethod, canQuickWrite: boolean): PlannedProbe {
  const never = NEVER_TOUCHED.get(address)
  if (never !== undefined) return { address, probe: 'skip', why: never }
  if (!SCAN_RANGE.includes(address)) return { address, probe: 'skip', why: 'reserved by I2C' }
  if (DAMAGED_BY_WRITES.has(address)) return { address, probe: 'read', why: 'a write could damage what lives here' }
  if (method !== 'auto') return { address, probe: method, why: 'as asked' }
  if (address === HUNG_BY_READS) {
    if (canQuickWrite) return { address, probe: 'quick', why: 'write-only clock generators hang when read' }
    return { address, probe: 'skip', why: 'write-only clock generators hang when read, and this adapter can only read' }
  }
  return canQuickWrite
    ? { address, probe: 'quick', why: 'puts no data on the bus' }
    : { address, probe: 'read', why: "this adapter can't send a Quick Command" }
}
