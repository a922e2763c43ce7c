import { formatAddress } from '#shared/i2c/address.ts'
import { formatByte } from '#shared/i2c/hex.ts'
import { askUdid, type GoodUdid } from './ask-udid.ts'
import { canBeDirected, directedGetUdid } from './commands.ts'
import { finding } from './findings.ts'
import type { ArpSession } from './session.ts'
import { addressCandidates } from './udid-reply.ts'

/**
 * The address a general Get UDID reply reports, null for none. Where bit 0 of the address byte is 0 it may
 * be shifted or not: a directed Get UDID at each settles it, or a probe where directed commands are not
 * obeyed, and a finding says what the device does.
 */
export async function reportedAddress(session: ArpSession, device: number, reply: GoodUdid): Promise<number | null> {
  const candidates = addressCandidates(reply.addressByte)
  if (candidates.length < 2) return candidates[0] ?? null
  const reachable = candidates.filter(canBeDirected)
  for (const address of reachable) {
    const answer = await askUdid(session, { step: 'get-udid', command: directedGetUdid(address), refusals: 1 })
    if (answer.reply.kind === 'udid' && answer.reply.udid === reply.udid) {
      reportForm(session, device, reply, address)
      return address
    }
  }
  const answering: number[] = []
  for (const address of reachable) {
    if ((await session.probe('probe', address)).acknowledged) answering.push(address)
  }
  const [address = null] = answering.length === 1 ? answering : candidates
  if (address !== null) reportForm(session, device, reply, address)
  return address
}

function reportForm(session: ArpSession, device: number, reply: GoodUdid, address: number): void {
  const raw = formatByte(reply.addressByte)
  const found =
    address === reply.addressByte
      ? finding('unshifted-address', `Reports its address unshifted (${raw})`, [reply.seq])
      : finding('bit0-zero', `Reports ${formatAddress(address)} as ${raw}: bit 0 should be 1`, [reply.seq])
  session.raise(device, found)
}
