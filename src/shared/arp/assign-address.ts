import { formatAddress } from '#shared/i2c/address.ts'
import type { SmbusReply } from '#shared/smbus/link.ts'
import { encodeAssignment } from './commands.ts'
import { finding, type Finding } from './findings.ts'
import type { ArpSession } from './session.ts'
import type { Udid } from './udid.ts'

/** Bytes of an Assign on the wire, by nack index: 0 address, 1 command, 2 count, 3-18 UDID, 19 address byte, 20 PEC. */
const COUNT_INDEX = 2
const FIRST_UDID_INDEX = 3
const ADDRESS_BYTE_INDEX = 19
const PEC_INDEX = 20

/**
 * Sends Assign Address until it is acknowledged to the end, as often as the policy allows, and says what
 * was refused. An ACK proves nothing where several devices answer, and some parts can't acknowledge a PEC:
 * only the confirming Get UDID that follows decides.
 * @returns `seq` of the Assign sent last
 */
export async function assignAddress(session: ArpSession, device: number, udid: Udid, address: number): Promise<number> {
  const { assignTries, notReadyTries, notReadyWaitMs } = session.policy
  const refusals: SmbusReply[] = []
  const raise = (refused: readonly SmbusReply[], healed: boolean): void => {
    const found = refusalFinding(address, refused, healed)
    if (found) session.raise(device, found)
  }
  let waits = 0
  for (;;) {
    const reply = await session.assign(encodeAssignment(udid, address), refusals.length > 0)
    if (reply.outcome === 'ok') {
      raise(refusals, true)
      return reply.seq
    }
    refusals.push(reply)
    if (reply.nackIndex === COUNT_INDEX && waits + 1 < notReadyTries) {
      waits++
      await session.sleep(notReadyWaitMs)
    } else if (refusals.length - waits >= assignTries) {
      raise(refusals, false)
      return reply.seq
    }
  }
}

function refusalFinding(address: number, refusals: readonly SmbusReply[], healed: boolean): Finding | undefined {
  const last = refusals.at(-1)
  if (!last) return undefined
  const { code, where } = refusedByte(last.nackIndex)
  const outcome = healed ? 'taken when sent again' : `${refusals.length} times`
  const message = `Assign ${formatAddress(address)}: ${where} was refused, ${outcome}`
  const evidence = refusals.map((reply) => reply.seq)
  return finding(code, message, evidence, healed ? 'info' : 'warning')
}

function refusedByte(index: SmbusReply['nackIndex']) {
  if (index === 0) return { code: 'nack-address', where: 'the address 0x61' } as const
  if (index === 1) return { code: 'nack-command', where: 'the command byte' } as const
  if (index === PEC_INDEX) return { code: 'nack-pec', where: 'the PEC' } as const
  if (index === ADDRESS_BYTE_INDEX) return { code: 'nack-in-data', where: 'the address byte' } as const
  if (index === COUNT_INDEX) return { code: 'nack-in-data', where: 'the byte count' } as const
  if (typeof index === 'number') {
    return { code: 'nack-in-data', where: `byte ${index - FIRST_UDID_INDEX} of the UDID` } as const
  }
  return { code: 'nack-unknown-byte', where: "a byte (this adapter can't tell which)" } as const
}
