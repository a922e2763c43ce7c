import { CLAUSE } from '#shared/arp/clause.ts'
import type { ComplianceCheck } from '../compliance-check.ts'
import { fail, notApplicable, notObservable, pass } from '../ruling.ts'
import { replyWords } from '../refusal.ts'

/** A device that loses the arbitration falls silent. */
export const arbitration: ComplianceCheck = {
  id: 'arbitration',
  title: 'Yields to a lower UDID',
  objective:
    'Unresolved devices answer all at once; each that sends 1 and sees 0 must fall silent until the next transaction.',
  steps: ['Let the device and one with a lower UDID take part, nobody else', 'General Get UDID'],
  passRule: 'The lower UDID comes, with a good PEC.',
  clause: CLAUSE.getUdid,
  async run(dut) {
    if (dut.isAlone) return notApplicable('it is alone on the bus: put a device with a lower UDID beside it')
    const lower = dut.parts.others.find(({ udid }) => udid < dut.udid)
    if (!lower) return notObservable('its UDID is the lowest of the bus, so it has to yield to nobody')
    await dut.unresolved()
    await dut.prepareEverybody()
    await dut.quieten(lower.udid)
    const reply = await dut.ask()
    await dut.quieten()
    await dut.assign()
    if (reply.kind === 'udid' && reply.udid === lower.udid) return pass(`${lower.udid} came through whole`)
    return fail(
      `talks on over ${lower.udid}: the general Get UDID ${replyWords(reply)}${reply.kind === 'bad-pec' ? ', with a wrong PEC' : ''}`,
    )
  },
}
