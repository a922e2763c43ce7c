import { formatAddress } from '#shared/i2c/address.ts'
import { askUdid, reportOddities, type GoodUdid } from './ask-udid.ts'
import { directedGetUdid } from './commands.ts'
import type { ArpSession } from './session.ts'

/** A device that answered a directed Get UDID. */
export interface WalkedDevice {
  readonly address: number
  readonly reply: GoodUdid
}

/** What a walk met. `dataCame`: somebody put bytes on the wire that were no UDID. */
export interface WalkResult {
  readonly devices: readonly WalkedDevice[]
  readonly dataCame: boolean
}

/**
 * Asks every address of `addresses` for its UDID. All traffic goes to 0x61, so no address is touched; finds
 * every device with a valid address, the Fixed - Not Discoverable ones among them.
 */
export async function walk(session: ArpSession, addresses: readonly number[]): Promise<WalkResult> {
  session.phase('walk', addresses.length)
  const devices: WalkedDevice[] = []
  let dataCame = false
  for (const address of addresses) {
    const answer = await askUdid(session, 'walk', directedGetUdid(address), 1)
    if (answer.reply.kind === 'udid') devices.push({ address, reply: answer.reply })
    if (answer.reply.kind === 'bad-pec' || answer.reply.kind === 'bad-count') dataCame = true
    else reportOddities(session, null, answer, `Get UDID of ${formatAddress(address)}`)
  }
  return { devices, dataCame }
}
