import { CLAUSE } from '#shared/arp/clause.ts'
import { formatAddress } from '#shared/i2c/address.ts'
import type { ComplianceCheck } from '../compliance-check.ts'
import { fail, notObservable, pass } from '../ruling.ts'

/** A device that moved is no longer where it was. */
export const assignLeavesOld: ComplianceCheck = {
  id: 'assign-leaves-old',
  title: 'A new address replaces the old one',
  objective: 'The old address is given to somebody else: two devices must not answer there.',
  steps: [
    'Assign the device its address, then a free one',
    'Directed Get UDID and a one-byte read at the old address',
    'Assign its address again',
  ],
  passRule: 'Nobody answers at the old address.',
  clause: CLAUSE.address,
  async run(dut) {
    const spare = dut.elsewhere()
    await dut.assign()
    await dut.assign(spare)
    const moved = dut.isOwn(await dut.askAt(spare)) || (await dut.readsAt(spare))
    // Who answers for everybody does not answer for its old address; see get-udid-directed-other.
    const answers = dut.isOwn(await dut.askAt(dut.home)) && !dut.isOwn(await dut.askAt(dut.stranger()))
    const reads = await dut.readsAt(dut.home)
    await dut.assign()
    if (!moved) return notObservable('it did not move; see assign-sets-address and assign-when-resolved')
    if (!answers && !reads) return pass(`left ${formatAddress(dut.home)} for ${formatAddress(spare)}`)
    return fail(
      `answers ${answers ? 'directed Get UDID' : 'a read'} at ${formatAddress(dut.home)} although it was moved to ${formatAddress(spare)}`,
    )
  },
}
