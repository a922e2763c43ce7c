import { formatAddress } from '#shared/i2c/address.ts'
import { formatByte } from '#shared/i2c/hex.ts'
import { askUdid, type GoodUdid, type UdidAnswer } from './ask-udid.ts'
import { reportOddities } from './reply-oddities.ts'
import { directedGetUdid } from './commands.ts'
import { finding } from './findings.ts'
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
 * every device with a valid address, the Fixed - Not Discoverable ones among them. Replies that are no UDID
 * are findings where ARP devices were found; where none were, the caller says what they mean.
 */
export async function walk(session: ArpSession, addresses: readonly number[]): Promise<WalkResult> {
  session.phase('walk', addresses.length)
  const devices: WalkedDevice[] = []
  const odd: { address: number; answer: UdidAnswer }[] = []
  for (const address of addresses) {
    const answer = await askUdid(session, {
      step: 'walk',
      command: directedGetUdid(address),
      refusals: 1,
      patient: false,
    })
    if (answer.reply.kind === 'udid' && isOf(address, answer.reply)) devices.push({ address, reply: answer.reply })
    if (answer.tries.some((reply) => reply.kind !== 'refused' || reply.at === 'read-address')) {
      odd.push({ address, answer })
    }
  }
  if (devices.length > 0) {
    for (const { address, answer } of odd) {
      reportOddities(session, null, answer, `Get UDID of ${formatAddress(address)}`)
      reportStranger(session, address, answer)
    }
    reportTwins(session, devices)
  }
  const dataCame = odd.some(({ address, answer: { reply } }) => {
    return reply.kind === 'udid' ? !isOf(address, reply) : reply.kind !== 'refused'
  })
  return { devices, dataCame }
}

/**
 * Whether a reply says of itself that it is the address's that was asked for, in any of the ways there are to say it.
 * A memory at 0x61 sends the same bytes whatever it is asked, and to one question in 256 their PEC is right.
 */
function isOf(address: number, { addressByte }: GoodUdid): boolean {
  return addressByte >> 1 === address || addressByte === address
}

function reportStranger(session: ArpSession, address: number, { reply }: UdidAnswer): void {
  if (reply.kind !== 'udid' || isOf(address, reply)) return
  const message = `Get UDID of ${formatAddress(address)} was answered with the address byte ${formatByte(reply.addressByte)}: nothing of it was used`
  session.raise(null, finding('address-conflict', message, [reply.seq]))
}

/** One UDID at two addresses, each reply naming its own: two devices, which the general Get UDID shows as one. */
function reportTwins(session: ArpSession, devices: readonly WalkedDevice[]): void {
  for (const [i, { address, reply }] of devices.entries()) {
    const twin = devices
      .slice(0, i)
      .find((other) => other.reply.udid === reply.udid && other.reply.addressByte !== reply.addressByte)
    if (!twin) continue
    const where = `${formatAddress(twin.address)} and ${formatAddress(address)}`
    const message = `${reply.udid} answers at ${where}: two devices have the same UDID and take every Assign together; give one of them another UDID`
    session.raise(null, finding('duplicate-udid', message, [twin.reply.seq, reply.seq]))
  }
}
