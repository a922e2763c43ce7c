import { CLAUSE } from '#shared/arp/clause.ts'
import type { ComplianceCheck } from '../compliance-check.ts'
import { fail, pass } from '../ruling.ts'

/** A device that was assigned its address is resolved. */
export const assignSetsAr: ComplianceCheck = {
  id: 'assign-sets-ar',
  title: 'Assign Address sets AR',
  objective: 'A device that goes on answering hides every device with a higher UDID.',
  steps: [
    'Prepare to ARP, and a general Get UDID that it answers',
    'Assign the device its address',
    'General Get UDID',
  ],
  passRule: 'The device no longer answers.',
  clause: CLAUSE.assign,
  async run(dut) {
    await dut.unresolved()
    await dut.assign()
    if (dut.isOwn(await dut.ask())) return fail('answers the general Get UDID after it was assigned its address')
    return pass('resolved by one Assign')
  },
}
