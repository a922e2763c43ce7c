import { CLAUSE } from '#shared/arp/clause.ts'
import { ARP_COMMAND } from '#shared/arp/commands.ts'
import type { ComplianceCheck } from '../compliance-check.ts'
import { fail, pass } from '../ruling.ts'

/** A Prepare to ARP with a wrong PEC is none. */
export const prepareBadPec: ComplianceCheck = {
  id: 'prepare-bad-pec',
  title: 'Prepare to ARP with a wrong PEC is ignored',
  objective: 'A command that was garbled on its way must not be obeyed.',
  steps: ['Assign the device its address', 'Prepare to ARP with every bit of its PEC wrong', 'General Get UDID'],
  passRule: 'The device does not answer: it is still resolved.',
  clause: CLAUSE.pec,
  async run(dut) {
    await dut.resolved()
    const sent = await dut.sendWithWrongPec('prepare', [ARP_COMMAND.prepare])
    const isOwn = dut.isOwn(await dut.ask())
    await dut.quieten()
    if (isOwn) return fail('obeyed a Prepare whose PEC was wrong')
    return pass(sent.outcome === 'ok' ? 'ignored, though its bytes were acknowledged' : 'refused and ignored')
  },
}
