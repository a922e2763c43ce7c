import { CLAUSE } from '#shared/arp/clause.ts'
import { NO_ADDRESS } from '#shared/arp/commands.ts'
import { formatAddress } from '#shared/i2c/address.ts'
import type { ComplianceCheck } from '../compliance-check.ts'
import { fail, pass } from '../ruling.ts'

/** Prepare to ARP leaves AV alone. */
export const prepareKeepsAddress: ComplianceCheck = {
  id: 'prepare-keeps-address',
  title: 'Prepare to ARP leaves AV as it is',
  objective: 'Prepare asks devices to take part again; whoever uses them must find them where they were.',
  steps: ['Assign the device its address', 'Prepare to ARP', 'General, then directed Get UDID'],
  passRule: 'The device still reports its address, or answers directed Get UDID at it.',
  clause: CLAUSE.prepare,
  async run(dut) {
    await dut.assign()
    await dut.prepare()
    const general = await dut.ask()
    const directed = await dut.askAt(dut.home)
    const reports = dut.isOwn(general) && general.addressByte !== NO_ADDRESS
    if (reports || dut.isOwn(directed)) return pass(`still at ${formatAddress(dut.home)}`)
    return fail(`lost its address ${formatAddress(dut.home)}: it reports none, and does not answer there`)
  },
}
