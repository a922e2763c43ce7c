import { formatAddress } from '#shared/i2c/address.ts'
import { formatByte } from '#shared/i2c/hex.ts'
import { askUdid, type UdidAnswer } from './ask-udid.ts'
import { reportOddities } from './reply-oddities.ts'
import { NO_ADDRESS, canBeDirected, directedGetUdid } from './commands.ts'
import type { Step } from './events.ts'
import { finding } from './findings.ts'
import type { ArpSession } from './session.ts'
import type { Udid } from './udid.ts'

/** What a directed Get UDID says of the claim “this UDID is at this address”. */
export type Confirmation =
  /** Count 17, good PEC, same UDID, same address byte: at least one such device is there. */
  | { readonly kind: 'confirmed'; readonly seq: number }
  /** Another UDID answers there. */
  | { readonly kind: 'other'; readonly seq: number; readonly udid: Udid }
  /** Somebody answers, but the reply is no proof of anything: a finding says why. */
  | { readonly kind: 'doubtful'; readonly seq: number }
  /** Nobody answers there, or directed commands can't name the address. */
  | { readonly kind: 'silent'; readonly evidence: readonly number[] }

/**
 * Asks whether `udid` is at `address` by a directed Get UDID, trying `tries` times where it is refused.
 * Findings about oddities of the reply go to `device`.
 */
export async function confirm(
  session: ArpSession,
  device: number,
  claim: { readonly udid: Udid; readonly address: number },
  { step = 'confirm', tries = session.policy.confirmTries }: { step?: Step; tries?: number } = {},
): Promise<Confirmation> {
  if (!canBeDirected(claim.address)) return { kind: 'silent', evidence: [] }
  const answer = await askUdid(session, { step, command: directedGetUdid(claim.address), refusals: tries })
  reportOddities(session, device, answer, `Get UDID of ${formatAddress(claim.address)}`)
  return judge(session, device, claim, answer)
}

function judge(
  session: ArpSession,
  device: number,
  claim: { readonly udid: Udid; readonly address: number },
  { reply, tries }: UdidAnswer,
): Confirmation {
  if (reply.kind === 'bad-pec' || (reply.kind === 'withheld' && reply.why === 'pec'))
    return { kind: 'doubtful', seq: reply.seq }
  if (reply.kind !== 'udid') return { kind: 'silent', evidence: tries.map((t) => t.seq) }
  const { seq, udid, addressByte } = reply
  if (!reply.pecOk) return { kind: 'doubtful', seq }
  if (udid !== claim.udid) return { kind: 'other', seq, udid }
  switch (addressByte) {
    case (claim.address << 1) | 1:
      return { kind: 'confirmed', seq }
    case claim.address << 1:
      session.raise(
        device,
        finding('bit0-zero', `Reports its address as ${formatByte(addressByte)}: bit 0 should be 1`, [seq]),
      )
      return { kind: 'confirmed', seq }
    default:
      session.raise(device, addressByteFinding(claim.address, addressByte, seq))
      return { kind: 'doubtful', seq }
  }
}

function addressByteFinding(address: number, addressByte: number, seq: number) {
  const at = `Answers at ${formatAddress(address)}`
  if (addressByte === address) {
    const message = `${at}, but reports the address unshifted (${formatByte(addressByte)}): not confirmed`
    return finding('unshifted-address', message, [seq], 'error')
  }
  const reported = addressByte === NO_ADDRESS ? 'no address' : `the address byte ${formatByte(addressByte)}`
  return finding('address-conflict', `${at}, but reports ${reported}: not confirmed`, [seq])
}
