import { CLAUSE } from '#shared/arp/clause.ts'
import type { ComplianceCheck } from '../compliance-check.ts'
import { fail, notObservable, pass } from '../ruling.ts'
import { replyWords } from '../refusal.ts'

/** The general Reset is obeyed. */
export const resetGeneral: ComplianceCheck = {
  id: 'reset-general',
  title: 'General Reset Device clears AR',
  objective: 'It brings every device of a bus back to the beginning.',
  steps: ['Assign the device its address', 'General Reset Device', 'General Get UDID', 'Assign its address again'],
  passRule: 'The Reset is acknowledged, and the device answers the general Get UDID.',
  clause: CLAUSE.reset,
  async run(dut) {
    if (!dut.isAlone) return notObservable('not tried: it would take the addresses of the other devices on this bus')
    dut.mayRewrite('resetting')
    await dut.resolved()
    const sent = await dut.resetAll()
    const reply = await dut.ask()
    const takesPart = dut.follow(reply)
    if (!takesPart) {
      await dut.prepare()
      dut.follow(await dut.ask())
    }
    await dut.assign()
    if (sent.outcome !== 'ok') return fail('refused the general Reset Device')
    return takesPart
      ? pass('takes part after a general Reset')
      : fail(`stays resolved: the general Get UDID after the Reset ${replyWords(reply)}`)
  },
}
