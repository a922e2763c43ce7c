import { CLAUSE } from '#shared/arp/clause.ts'
import { directedReset } from '#shared/arp/commands.ts'
import type { ComplianceCheck } from '../compliance-check.ts'
import { fail, pass } from '../ruling.ts'

/** A Reset with a wrong PEC is none. */
export const resetBadPec: ComplianceCheck = {
  id: 'reset-bad-pec',
  title: 'Reset Device with a wrong PEC is ignored',
  objective: 'A command that was garbled on its way must not be obeyed.',
  steps: ['Assign the device its address', 'Directed Reset Device with every bit of its PEC wrong', 'General Get UDID'],
  passRule: 'The device does not answer: it is still resolved.',
  clause: CLAUSE.pec,
  async run(dut) {
    dut.mayRewrite('resetting')
    await dut.resolved()
    const sent = await dut.sendWithWrongPec('reset', [directedReset(dut.home)])
    const wasReset = dut.follow(await dut.ask())
    await dut.assign()
    if (wasReset) return fail('obeyed a Reset whose PEC was wrong')
    return pass(sent.outcome === 'ok' ? 'ignored, though its bytes were acknowledged' : 'refused and ignored')
  },
}
