import { CLAUSE } from '#shared/arp/clause.ts'
import { formatAddress } from '#shared/i2c/address.ts'
import type { ComplianceCheck } from '../compliance-check.ts'
import { fail, pass } from '../ruling.ts'

/** The device is where it was assigned to. */
export const assignSetsAddress: ComplianceCheck = {
  id: 'assign-sets-address',
  title: 'Assign Address sets the address and AV',
  objective: 'The device must be at the address it was given.',
  steps: [
    'Prepare to ARP',
    'Assign a free address',
    'Directed Get UDID there; then Prepare and a general one',
    'Assign its address again',
  ],
  passRule: 'The device answers at the free address, or reports it.',
  clause: CLAUSE.assign,
  async run(dut) {
    const spare = dut.elsewhere()
    await dut.prepare()
    const sent = await dut.assign(spare)
    const there = dut.isOwn(await dut.askAt(spare))
    await dut.prepare()
    const reply = await dut.ask()
    const reports = dut.isOwn(reply) && [spare << 1, (spare << 1) | 1, spare].includes(reply.addressByte)
    await dut.assign()
    if (there || reports) return pass(`is at ${formatAddress(spare)}`)
    return fail(
      `${sent.outcome === 'ok' ? 'acknowledged' : 'refused'} the Assign, and is not at ${formatAddress(spare)}`,
    )
  },
}
