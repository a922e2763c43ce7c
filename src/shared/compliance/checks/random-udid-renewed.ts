import { CLAUSE } from '#shared/arp/clause.ts'
import type { ComplianceCheck } from '../compliance-check.ts'
import { fail, notApplicable, pass } from '../ruling.ts'
import { afterReset } from '../after-reset.ts'

/** A random-type device makes a new number on Reset. */
export const randomUdidRenewed: ComplianceCheck = {
  id: 'random-udid-renewed',
  title: 'A random UDID is renewed by Reset Device',
  objective: 'Two devices that drew the same number must be able to part.',
  steps: ['Note the UDID', 'Directed Reset Device', 'General Get UDID', 'Assign the device its address'],
  passRule: 'Bytes 0 to 11 are the same, the rest is another number.',
  clause: CLAUSE.reset,
  async run(dut) {
    if (dut.type !== 'random') return notApplicable(`its type is ${dut.type}: its UDID never changes`)
    const before = dut.udid
    const { udid } = await afterReset(dut)
    await dut.assign()
    if (udid === before) return fail(`still ${udid} after a Reset`)
    return pass(`${before.slice(24)} became ${udid.slice(24)}`)
  },
}
