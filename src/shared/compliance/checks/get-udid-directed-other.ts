import { CLAUSE } from '#shared/arp/clause.ts'
import { formatAddress } from '#shared/i2c/address.ts'
import type { ComplianceCheck } from '../compliance-check.ts'
import { fail, pass } from '../ruling.ts'
import { misrefusal } from '../refusal.ts'

/** Directed Get UDID of another address is none of its business. */
export const getUdidDirectedOther: ComplianceCheck = {
  id: 'get-udid-directed-other',
  title: 'Directed Get UDID of another address is refused',
  objective: 'A device that answers for others makes addresses look taken, and other devices unreadable.',
  steps: ['Directed Get UDID at addresses that nobody has'],
  passRule: 'Each is refused at the command byte.',
  clause: CLAUSE.getUdidDirected,
  directedOnly: true,
  async run(dut) {
    if (!dut.parts.directedOnly) await dut.assign()
    const strangers = dut.strangers()
    for (const address of strangers) {
      const reply = await dut.askAt(address)
      if (dut.isOwn(reply)) return fail(`answers for ${formatAddress(address)}, which is not its address`)
      const ruling = misrefusal(reply)
      if (ruling) return { ...ruling, reason: `${formatAddress(address)}: ${ruling.reason}` }
    }
    return pass(`refused at ${strangers.map(formatAddress).join(', ')}`)
  },
}
