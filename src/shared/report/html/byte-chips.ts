import { ARP_COMMAND } from '#shared/arp/commands.ts'
import { DEVICE_DEFAULT_ADDRESS } from '#shared/i2c/address.ts'
import type { RunTransaction } from '#shared/run/run.ts'
import type { WireFrame, WireHalf } from '../wire-frame.ts'
import { byteRoles } from './byte-roles.ts'
import { markup, type Markup } from './markup.ts'

/** A longer half is cut: nobody reads it here, and its row would be a page. */
const MOST_BYTES = 64

/** The bytes of a transaction in the order of the wire, with START, repeated START and STOP. */
export function byteChips(transaction: RunTransaction, frame: WireFrame): Markup {
  const halves = frame.halves.map((half, index) => {
    const mark = markup`<i>${index === 0 ? 'S' : 'Sr'}</i> `
    return markup`${mark}${halfChips(transaction, frame, half)}`
  })
  return markup`${halves}${ending(frame)}`
}

function halfChips(transaction: RunTransaction, frame: WireFrame, half: WireHalf): Markup {
  const roles = byteRoles(transaction, frame, half)
  const chips = half.bytes.slice(0, MOST_BYTES).map(({ byte, acknowledge }, index) => {
    const mark = acknowledge === 'ack' ? '' : acknowledge === 'nack' ? ' n' : ' q'
    const chip = markup`<b class="${roles[index] ?? 'data'}${mark}">${byte.toString(16).padStart(2, '0')}</b> `
    return index === 1 && leavesRoom(transaction, half) ? markup`${chip}<i class="room"></i>` : chip
  })
  const more = half.bytes.length - MOST_BYTES
  return markup`${chips}${more > 0 ? markup`<i class="more">and ${more} more</i>` : null}`
}

/** Where a Get UDID turns round, an Assign leaves room: so that UDIDs stand under each other. */
function leavesRoom({ address }: RunTransaction, { direction, bytes }: WireHalf): boolean {
  const isAssign = Number(address) === DEVICE_DEFAULT_ADDRESS && bytes[1]?.byte === ARP_COMMAND.assign
  return isAssign && direction === 'write' && bytes.length > 2
}

function ending({ extent }: WireFrame): Markup {
  switch (extent) {
    case 'whole':
    case 'refused':
      return markup`<i>P</i>`
    case 'refused-somewhere':
      return markup`<i>N?</i> <i>P</i>`
    default:
      return markup`<i>?</i>`
  }
}
