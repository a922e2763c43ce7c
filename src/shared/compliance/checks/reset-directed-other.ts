import { CLAUSE } from '#shared/arp/clause.ts'
import { formatAddress } from '#shared/i2c/address.ts'
import type { ComplianceCheck } from '../compliance-check.ts'
import { fail, pass } from '../ruling.ts'

/** A Reset directed to another address does nothing. */
export const resetDirectedOther: ComplianceCheck = {
  id: 'reset-directed-other',
  title: 'A Reset directed to another address is refused',
  objective: 'A Reset that hits others takes their addresses from whoever uses them.',
  steps: [
    'Assign the device its address',
    'Reset Device, directed to an address nobody has',
    'General and directed Get UDID',
  ],
  passRule: 'The Reset is refused, and the device is resolved and where it was.',
  clause: CLAUSE.resetDirected,
  async run(dut) {
    dut.mayRewrite('resetting')
    const stranger = dut.stranger()
    await dut.resolved()
    const sent = await dut.resetAt(stranger)
    const wasReset = dut.follow(await dut.ask())
    await dut.assign()
    if (wasReset) return fail(`obeyed a Reset directed to ${formatAddress(stranger)}, which is not its address`)
    if (sent.outcome === 'ok')
      return fail(`acknowledged a Reset directed to ${formatAddress(stranger)}, which is not its address`)
    return pass(`refused the Reset of ${formatAddress(stranger)}`)
  },
}
