import { CLAUSE } from '#shared/arp/clause.ts'
import { formatAddress } from '#shared/i2c/address.ts'
import type { ComplianceCheck } from '../compliance-check.ts'
import { fail, notApplicable, pass } from '../ruling.ts'
import { afterReset } from '../after-reset.ts'

/** Without a valid address a device answers at none. */
export const silentWithoutAddress: ComplianceCheck = {
  id: 'silent-without-address',
  title: 'Answers at no address before it is assigned one',
  objective: 'While AV is clear the address belongs to whoever is given it next.',
  steps: [
    'Assign the device its address',
    'Directed Reset Device, which clears AV',
    'One-byte read and directed Get UDID at the former address',
  ],
  passRule: 'Neither is acknowledged.',
  clause: CLAUSE.flags,
  async run(dut) {
    if (dut.type === 'fixed' || dut.type === 'persistent')
      return notApplicable(`a ${dut.type} device has its address from power-up on`)
    await afterReset(dut)
    const reads = await dut.readsAt(dut.home)
    const answers = dut.isOwn(await dut.askAt(dut.home))
    await dut.assign()
    if (!reads && !answers) return pass(`nobody at ${formatAddress(dut.home)} until it was assigned again`)
    return fail(
      `answers ${reads ? 'a read' : 'directed Get UDID'} at ${formatAddress(dut.home)} although Reset took that address from it`,
    )
  },
}
