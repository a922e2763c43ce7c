import { CLAUSE } from '#shared/arp/clause.ts'
import { formatAddress } from '#shared/i2c/address.ts'
import { formatByte } from '#shared/i2c/hex.ts'
import type { ComplianceCheck } from '../compliance-check.ts'
import { fail, notObservable, pass } from '../ruling.ts'

/** The address byte of a reply: shifted, bit 0 set. */
export const addressByte: ComplianceCheck = {
  id: 'address-byte',
  title: 'The address is reported in bits 7:1, bit 0 set',
  objective: 'A controller reads from it where the device is; another form points to another address.',
  steps: ['Assign the device its address', 'Directed Get UDID; where it is refused, Prepare and a general one'],
  passRule: 'The last byte of the block is the address shifted left, plus 1.',
  clause: CLAUSE.getUdid,
  directedOnly: true,
  async run(dut) {
    if (!dut.parts.directedOnly) await dut.assign()
    let reply = await dut.askAt(dut.home)
    if (!dut.isOwn(reply) && !dut.parts.directedOnly) {
      await dut.prepare()
      reply = await dut.ask()
      await dut.assign()
    }
    if (!dut.isOwn(reply)) return notObservable('no reply of its own came')
    const expected = (dut.home << 1) | 1
    if (reply.addressByte === expected) return pass(`${formatByte(expected)} for ${formatAddress(dut.home)}`)
    return fail(
      `${formatByte(reply.addressByte)} for ${formatAddress(dut.home)}${formWords(reply.addressByte, dut.home)}; ${formatByte(expected)} is right`,
    )
  },
}

function formWords(byte: number, address: number): string {
  if (byte === address << 1) return ': bit 0 is 0'
  return byte === address ? ': the address is not shifted' : ''
}
