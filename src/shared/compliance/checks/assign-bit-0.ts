import { CLAUSE } from '#shared/arp/clause.ts'
import { formatAddress } from '#shared/i2c/address.ts'
import type { ComplianceCheck } from '../compliance-check.ts'
import { fail, notApplicable, pass } from '../ruling.ts'

/** Bit 0 of the assigned address means nothing. */
export const assignBit0: ComplianceCheck = {
  id: 'assign-bit-0',
  title: 'Bit 0 of the assigned address is ignored',
  objective: 'Controllers send 0 or 1 there; the address is in bits 7:1 either way.',
  steps: [
    'Assign the device its address with bit 0 of the byte set',
    'Directed Get UDID, or a one-byte read there',
    'Assign it again with bit 0 clear',
  ],
  passRule: 'The device answers at its address.',
  clause: CLAUSE.assign,
  async run(dut) {
    if (dut.type === 'fixed') return notApplicable('its address is fixed: it stores none')
    await dut.assign(dut.home, { bit0: 1 })
    const isThere = dut.isOwn(await dut.askAt(dut.home)) || (await dut.readsAt(dut.home))
    await dut.assign()
    if (isThere) return pass(`is at ${formatAddress(dut.home)} either way`)
    return fail(`stored bit 0 with the address, and no longer knows ${formatAddress(dut.home)} for its own`)
  },
}
