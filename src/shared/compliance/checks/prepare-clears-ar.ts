import { CLAUSE } from '#shared/arp/clause.ts'
import type { ComplianceCheck } from '../compliance-check.ts'
import { fail, pass } from '../ruling.ts'
import { replyWords } from '../refusal.ts'

/** Prepare to ARP makes a resolved device take part again. */
export const prepareClearsAr: ComplianceCheck = {
  id: 'prepare-clears-ar',
  title: 'Prepare to ARP clears AR',
  objective: 'After Prepare to ARP every device takes part in ARP, whoever resolved it before.',
  steps: ['Assign the device its address', 'Prepare to ARP', 'General Get UDID'],
  passRule: 'Prepare is acknowledged to its end, and the device answers the general Get UDID.',
  clause: CLAUSE.prepare,
  async run(dut) {
    await dut.resolved()
    const sent = await dut.prepare()
    if (sent.outcome !== 'ok' && dut.isAlone) return fail('refused Prepare to ARP')
    const reply = await dut.ask()
    if (dut.isOwn(reply)) return pass('answers the general Get UDID after Prepare')
    return fail(`stays resolved: the general Get UDID after Prepare ${replyWords(reply)}`)
  },
}
