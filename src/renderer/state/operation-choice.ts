import type { OperationRequest } from '#shared/api/operation-request.ts'
import type { DeviceFlags } from '#shared/arp/flags.ts'
import type { StepCommand } from '#shared/arp/step-command.ts'
import type { Udid } from '#shared/arp/udid.ts'
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

/** What is to be done: a choice as the settings have it, or a request that says everything itself. */
export type Ask = OperationChoice | OperationRequest

/** The request behind what is asked; `absent`: where an expectation wants nobody. */
export function requestOf(ask: Ask, preferences: Preferences, absent: readonly number[]): OperationRequest {
  return typeof ask === 'string' ? operationRequest(ask, preferences, absent) : ask
}

/** All compliance checks, of one device or of every one; `move`: persistent ones may be moved and reset. */
export function checkRequest(preferences: Preferences, of: { udid: Udid | null; move: boolean }): OperationRequest {
  return { ...enumeration(preferences), operation: 'check', checks: [], ...of }
}

/** One ARP command; `before`: what is known of the devices. */
export function stepRequest(
  preferences: Preferences,
  command: StepCommand,
  before: readonly DeviceFlags[],
): OperationRequest {
  return { ...common(preferences), operation: 'step', commands: [command], before }
}

function common({ settings, rules }: Preferences) {
  const { pec, timeoutMs, garbledTries, transferTries, notReadyTries } = settings
  return { pec, timeoutMs, retries: { garbledTries, transferTries, notReadyTries }, rules }
}

function enumeration(preferences: Preferences) {
  const { settings, pool, reserved } = preferences
  const { probe, move, withFixed } = settings
  const addresses = { pool, reserved, preferred: {} }
  return { ...common(preferences), ...addresses, probe, move, withFixed, resetFirst: false, prepareAnyway: false }
}

/** A choice with everything the settings say about it. */
function operationRequest(
  choice: OperationChoice,
  preferences: Preferences,
  absent: readonly number[],
): OperationRequest {
  const settings = common(preferences)
  switch (choice) {
    case 'enumerate':
      return { ...enumeration(preferences), operation: 'enumerate' }
    case 'inventory':
      return { ...settings, operation: 'inventory', addresses: range(LOWEST_ARP_ADDRESS, HIGHEST_TARGET_ADDRESS) }
    case 'scan':
      return { ...settings, operation: 'scan', addresses: SCAN_RANGE, method: 'auto' }
    case 'verify': {
      const { reserved, ...rest } = enumeration(preferences)
      // What is to stay free is not given out either.
      return { ...rest, operation: 'verify', reserved: [...new Set([...reserved, ...absent])], absent }
    }
    case 'watch':
      return { ...enumeration(preferences), operation: 'watch', intervalMs: WATCH_EVERY_MS, forMs: null, assign: true }
  }
}
