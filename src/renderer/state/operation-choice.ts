import type { OperationRequest } from '#shared/api/operation-request.ts'
import { HIGHEST_TARGET_ADDRESS, LOWEST_ARP_ADDRESS, range } from '#shared/i2c/address.ts'
import { SCAN_RANGE } from '#shared/i2c/scan.ts'
import type { Preferences } from './preferences.svelte.ts'

/** What the run button offers. */
export type OperationChoice = 'enumerate' | 'inventory' | 'scan' | 'watch' | 'verify'

/** Each choice, as the menu shows it. */
export const CHOICES: readonly { readonly choice: OperationChoice; readonly title: string; readonly says: string }[] = [
  { choice: 'enumerate', title: 'Enumerate', says: 'Gives every ARP device an address, and confirms it' },
  { choice: 'inventory', title: 'Inventory', says: 'Reads UDIDs, changes nothing' },
  { choice: 'scan', title: 'Scan', says: 'Who acknowledges at all; sends nothing to 0x61' },
  { choice: 'watch', title: 'Watch', says: 'Enumerates, then follows who comes and goes' },
  { choice: 'verify', title: 'Verify', says: 'Enumerates, and holds the bus against an expectation file' },
]

const WATCH_EVERY_MS = 2000

/** A choice with everything the settings say about it; `absent`: where an expectation wants nobody. */
export function operationRequest(
  choice: OperationChoice,
  preferences: Preferences,
  absent: readonly number[],
): OperationRequest {
  const { settings, pool, reserved, rules } = preferences
  const { pec, timeoutMs, garbledTries, transferTries, notReadyTries, probe, move, withFixed } = settings
  const common = { pec, timeoutMs, retries: { garbledTries, transferTries, notReadyTries }, rules }
  const enumeration = { pool, reserved, preferred: {}, probe, move, withFixed, resetFirst: false, prepareAnyway: false }
  switch (choice) {
    case 'enumerate':
      return { ...common, operation: 'enumerate', ...enumeration }
    case 'inventory':
      return { ...common, operation: 'inventory', addresses: range(LOWEST_ARP_ADDRESS, HIGHEST_TARGET_ADDRESS) }
    case 'scan':
      return { ...common, operation: 'scan', addresses: SCAN_RANGE, method: 'auto' }
    case 'verify':
      // What is to stay free is not given out either.
      return {
        ...common,
        operation: 'verify',
        ...enumeration,
        reserved: [...new Set([...reserved, ...absent])],
        absent,
      }
    case 'watch':
      return { ...common, operation: 'watch', ...enumeration, intervalMs: WATCH_EVERY_MS, forMs: null, assign: true }
  }
}
