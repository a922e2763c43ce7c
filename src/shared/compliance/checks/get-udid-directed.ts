import { CLAUSE } from '#shared/arp/clause.ts'
import { formatAddress } from '#shared/i2c/address.ts'
import type { ComplianceCheck } from '../compliance-check.ts'
import { fail, pass } from '../ruling.ts'
import { replyWords } from '../refusal.ts'

/** A device with a valid address answers directed Get UDID. */
export const getUdidDirected: ComplianceCheck = {
  id: 'get-udid-directed',
  title: 'Directed Get UDID is answered at its own address',
  objective: 'It is the only proof of who is where, resolved or not.',
  steps: ['Assign the device its address', 'Directed Get UDID at that address'],
  passRule: 'The device sends its own UDID.',
  clause: CLAUSE.getUdidDirected,
  directedOnly: true,
  async run(dut) {
    if (!dut.parts.directedOnly) await dut.assign()
    const reply = await dut.askAt(dut.home)
    const where = formatAddress(dut.home)
    return dut.isOwn(reply) ? pass(`answers at ${where}`) : fail(`directed Get UDID at ${where} ${replyWords(reply)}`)
  },
}
