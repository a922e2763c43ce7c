import { CLAUSE } from '#shared/arp/clause.ts'
import { formatAddress } from '#shared/i2c/address.ts'
import type { ComplianceCheck } from '../compliance-check.ts'
import { fail, pass } from '../ruling.ts'
import { replyWords } from '../refusal.ts'

/** A directed Reset makes the device take part again. */
export const resetClearsAr: ComplianceCheck = {
  id: 'reset-clears-ar',
  title: 'Directed Reset Device clears AR',
  objective: 'A controller resets one device to begin with it again, the others untouched.',
  steps: [
    'Assign the device its address',
    'Reset Device, directed to that address',
    'General Get UDID',
    'Assign its address again',
  ],
  passRule: 'The Reset is acknowledged, and the device answers the general Get UDID.',
  clause: CLAUSE.resetDirected,
  async run(dut) {
    dut.mayRewrite('resetting')
    await dut.resolved()
    const sent = await dut.resetAt(dut.home)
    const reply = await dut.ask()
    const takesPart = dut.follow(reply)
    if (!takesPart) {
      await dut.prepare()
      dut.follow(await dut.ask())
    }
    await dut.assign()
    if (sent.outcome !== 'ok') return fail(`refused a Reset directed to ${formatAddress(dut.home)}, its own address`)
    return takesPart
      ? pass('takes part after a directed Reset')
      : fail(`stays resolved: the general Get UDID after the Reset ${replyWords(reply)}`)
  },
}
