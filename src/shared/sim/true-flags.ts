import type { DeviceFlags } from '#shared/arp/flags.ts'
import type { SimCard } from './card.ts'

/** The AV and AR flags of the ARP devices that are on the bus of a card, as they really are. */
export function trueFlags(card: SimCard): DeviceFlags[] {
  return card
    .devices()
    .filter(({ present }) => present)
    .map(({ udid, address, addressValid, addressResolved }) => ({
      udid,
      address: addressValid ? address : null,
      addressValid,
      addressResolved,
      basis: 'known',
    }))
}
