import { CLAUSE } from '#shared/arp/clause.ts'
import { formatAddress } from '#shared/i2c/address.ts'
import type { ComplianceCheck } from '../compliance-check.ts'
import { fail, pass } from '../ruling.ts'

/** An assigned device is there for ordinary traffic. */
export const answersAtAddress: ComplianceCheck = {
  id: 'answers-at-address',
  title: 'Acknowledges its address once it is assigned',
  objective: 'An address is given to be used: the device must acknowledge it in ordinary traffic.',
  steps: ['Assign the device its address', 'A one-byte read at that address'],
  passRule: 'The address byte is acknowledged.',
  clause: CLAUSE.address,
  directedOnly: true,
  async run(dut) {
    if (!dut.parts.directedOnly) await dut.assign()
    const where = formatAddress(dut.home)
    return (await dut.readsAt(dut.home)) ? pass(`acknowledges ${where}`) : fail(`does not acknowledge ${where}`)
  },
}
