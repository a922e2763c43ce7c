import { CLAUSE } from '#shared/arp/clause.ts'
import { NO_ADDRESS } from '#shared/arp/commands.ts'
import { formatAddress } from '#shared/i2c/address.ts'
import type { ComplianceCheck } from '../compliance-check.ts'
import { fail, pass } from '../ruling.ts'
import { afterReset } from '../after-reset.ts'

/** What Reset does to AV depends on the type. */
export const resetAddressByType: ComplianceCheck = {
  id: 'reset-address-by-type',
  title: 'Reset Device treats AV as the address type asks',
  objective: 'Fixed and persistent devices keep their address, volatile and random ones lose it.',
  steps: [
    'Assign the device its address',
    'Reset Device, directed to it',
    'General Get UDID: which address does it report?',
    'Assign its address again',
  ],
  passRule: 'Fixed and persistent: the address it had. Volatile and random: 0xff, none.',
  clause: CLAUSE.resetDirected,
  async run(dut) {
    const reply = await afterReset(dut)
    await dut.assign()
    const keeps = dut.type === 'fixed' || dut.type === 'persistent'
    const has = reply.addressByte !== NO_ADDRESS
    const what = has ? `still reports ${formatAddress(dut.home)}` : 'reports none'
    return keeps === has ? pass(`${dut.type}: ${what}`) : fail(`${dut.type}, and it ${what} after a Reset`)
  },
}
