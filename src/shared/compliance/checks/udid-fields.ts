import { CLAUSE } from '#shared/arp/clause.ts'
import { decodeUdid, lintUdid } from '#shared/arp/udid.ts'
import type { ComplianceCheck } from '../compliance-check.ts'
import { fail, pass } from '../ruling.ts'

/** Reserved bits and codes of the UDID. */
export const udidFields: ComplianceCheck = {
  id: 'udid-fields',
  title: 'Reserved bits of the UDID are 0, its versions valid',
  objective:
    'What is reserved today means something tomorrow; version 1 and SMBus 2.0 or later are all there is with ARP.',
  steps: ['Take the UDID apart'],
  passRule: 'Reserved bits are 0, the UDID version is 1, the interface is that of SMBus 2.0, 3.0, 3.1 or 3.2.',
  clause: CLAUSE.udid,
  directedOnly: true,
  run(dut) {
    dut.cite(dut.parts.firstReplies.filter((reply) => dut.isOwn(reply)))
    const oddities = lintUdid(decodeUdid(dut.udid))
    return oddities.length > 0 ? fail(oddities.join('; ')) : pass(dut.udid)
  },
}
