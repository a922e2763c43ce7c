import type { ArpDevice } from './arp-device.ts'
import type { FaultOccasion } from './arp-fault.ts'

const PREPARE = 0x01
const RESET = 0x02
const ASSIGN = 0x04
/** Codes below are general commands or reserved; from here on they name an address (SMBus 3.x, ARP command codes). */
const FIRST_DIRECTED_CODE = 0x20

/** Code of the general Get UDID. */
export const GET_UDID = 0x03

/** The command a code at 0x61 is to a device in its present state; null for none of its business, which it refuses. */
export function recogniseCommand(device: ArpDevice, code: number): FaultOccasion | null {
  const isDirected = code >= FIRST_DIRECTED_CODE
  const isOwn = isDirected && device.owns(code >> 1)
  const isRead = (code & 1) === 1
  if (isDirected && device.behaviour === 'no-directed') return null
  if (isDirected && isRead) return isOwn || answersToAny(device) ? 'get-udid-directed' : null
  if (device.behaviour === 'fixed-not-discoverable') return null
  if (isDirected) return isOwn || device.behaviour === 'wrong-reset' ? 'reset' : null
  switch (code) {
    case PREPARE:
      return 'prepare'
    case RESET:
      return 'reset'
    case GET_UDID:
      return device.addressResolved && device.behaviour !== 'filler-when-resolved' ? null : 'get-udid'
    case ASSIGN:
      return device.addressResolved && device.behaviour === 'assign-once' ? null : 'assign'
    default:
      return null
  }
}

function answersToAny({ behaviour, addressValid }: ArpDevice): boolean {
  return behaviour === 'any-directed' && addressValid
}
