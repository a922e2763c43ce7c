import { CLAUSE } from '#shared/arp/clause.ts'
import type { ComplianceCheck } from '../compliance-check.ts'
import { fail, pass } from '../ruling.ts'
import { provoked } from '../provoked.ts'
import { wrongUdids } from '../wrong-udids.ts'

/** An Assign for another UDID is not taken. */
export const assignWrongUdidIgnored: ComplianceCheck = {
  id: 'assign-wrong-udid-ignored',
  title: 'An Assign for another UDID is not taken',
  objective: 'Two devices that differ in one bit must not take the same address.',
  steps: [
    'Prepare to ARP',
    'For each of the 16 bytes: an Assign with that byte of the UDID changed',
    'Get UDID: has it moved, is it resolved?',
  ],
  passRule: 'The device is where it was, and still takes part.',
  clause: CLAUSE.assign,
  async run(dut) {
    for (const { udid, index } of wrongUdids(dut)) {
      const sign = await provoked(dut, async (decoy) => {
        await dut.assign(decoy, { udid })
      })
      if (sign !== undefined) return fail(`took an Assign whose UDID byte ${index} was another's: ${sign}`)
    }
    return pass('none was taken')
  },
}
