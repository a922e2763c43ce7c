import { CLAUSE } from '#shared/arp/clause.ts'
import { ARP_COMMAND, UDID_BLOCK_BYTES, encodeAssignment } from '#shared/arp/commands.ts'
import type { ComplianceCheck } from '../compliance-check.ts'
import { fail, notObservable, pass } from '../ruling.ts'
import { provoked } from '../provoked.ts'
import type { SmbusReply } from '#shared/smbus/link.ts'

/** The PEC of an Assign on the wire, the address byte being 0. */
const PEC_INDEX = 20

/** An Assign with a wrong PEC is refused and not taken. */
export const assignBadPec: ComplianceCheck = {
  id: 'assign-bad-pec',
  title: 'Assign Address with a wrong PEC is refused and not taken',
  objective: 'The controller learns from the refused PEC that the Assign failed, and nothing garbled is obeyed.',
  steps: ['Prepare to ARP', 'Assign with every bit of its PEC wrong', 'Get UDID: has it moved, is it resolved?'],
  passRule: 'The PEC is not acknowledged, the device is where it was and still takes part.',
  clause: `${CLAUSE.assign}, note 2`,
  async run(dut) {
    let sent: SmbusReply | undefined
    const sign = await provoked(dut, async (decoy) => {
      const bytes = [ARP_COMMAND.assign, UDID_BLOCK_BYTES, ...encodeAssignment(dut.udid, decoy)]
      sent = await dut.sendWithWrongPec('assign', bytes)
    })
    if (sign !== undefined) return fail(`obeyed an Assign whose PEC was wrong: ${sign}`)
    if (sent?.outcome === 'ok')
      return fail('acknowledged the wrong PEC, and ignored the Assign: a controller takes it for done')
    if (sent?.nackIndex === 'unknown')
      return notObservable("not taken, and refused, but this adapter can't tell at which byte")
    if (sent?.nackIndex !== PEC_INDEX) return fail('refused before the PEC, all of which was right')
    return pass('refused at the PEC, and not taken')
  },
}
