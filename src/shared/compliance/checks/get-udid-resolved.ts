import { CLAUSE } from '#shared/arp/clause.ts'
import type { ComplianceCheck } from '../compliance-check.ts'
import { fail, pass } from '../ruling.ts'
import { misrefusal } from '../refusal.ts'

/** A resolved device keeps out of the general Get UDID. */
export const getUdidResolved: ComplianceCheck = {
  id: 'get-udid-resolved',
  title: 'A resolved device refuses the general Get UDID',
  objective:
    'An enumeration ends when nobody is left to answer: a device that sends anything then keeps it from ending.',
  steps: ['Assign the device its address', 'General Get UDID'],
  passRule: '0x61 is acknowledged, the command 0x03 is not, and no reply comes.',
  clause: CLAUSE.getUdid,
  async run(dut) {
    await dut.resolved()
    const reply = await dut.ask()
    const ruling = misrefusal(reply)
    if (!ruling) return pass('refused at the command byte')
    if (dut.isAlone || ruling.verdict !== 'fail') return ruling
    return fail(`somebody ${ruling.reason}: this device or another one; check it alone on the bus to tell`)
  },
}
