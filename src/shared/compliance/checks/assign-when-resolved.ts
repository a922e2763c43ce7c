import { CLAUSE } from '#shared/arp/clause.ts'
import { formatAddress } from '#shared/i2c/address.ts'
import type { ComplianceCheck } from '../compliance-check.ts'
import { fail, notObservable, pass } from '../ruling.ts'

/** Assign Address is honoured whatever AR is. */
export const assignWhenResolved: ComplianceCheck = {
  id: 'assign-when-resolved',
  title: 'Assign Address is honoured with AR set',
  objective: 'A controller may give a resolved device another address without a Prepare.',
  steps: [
    'Assign the device its address',
    'Assign it a free address',
    'Directed Get UDID there',
    'Assign its address again',
  ],
  passRule: 'The second Assign is acknowledged, and the device is at the free address.',
  clause: `${CLAUSE.assign}, note 1`,
  async run(dut) {
    await dut.resolved()
    if (dut.type === 'fixed' || dut.decoy() === dut.home) {
      if ((await dut.assign()).outcome !== 'ok') return fail('refuses an Assign while it is resolved')
      if (dut.type === 'fixed') return pass('acknowledged; a fixed device does not move')
      return notObservable('acknowledged; whether it is honoured shows only where the device may be moved: --move')
    }
    const spare = dut.elsewhere()
    const sent = await dut.assign(spare)
    const isThere = dut.isOwn(await dut.askAt(spare)) || (await dut.readsAt(spare))
    await dut.assign()
    if (isThere) return pass(`moved to ${formatAddress(spare)} while resolved`)
    if (sent.outcome !== 'ok') {
      await dut.prepare()
      await dut.assign()
      return fail('refuses an Assign while it is resolved')
    }
    return fail(`acknowledged an Assign while it was resolved, and did not move to ${formatAddress(spare)}`)
  },
}
