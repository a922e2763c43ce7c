import { CLAUSE } from '#shared/arp/clause.ts'
import { formatByte } from '#shared/i2c/hex.ts'
import type { ComplianceCheck } from '../compliance-check.ts'
import { fail, notObservable, pass } from '../ruling.ts'
import { everyReply } from '../every-reply.ts'

/** Every reply ends in a good PEC. */
export const replyPec: ComplianceCheck = {
  id: 'reply-pec',
  title: 'Every reply ends in a good PEC',
  objective: 'PEC is mandatory in ARP whatever the UDID says of it; without it nothing a device says is proven.',
  steps: ['Look at the PEC of every UDID the device has sent, general and directed'],
  passRule: 'Each is the CRC-8 of all bytes from the first address byte on.',
  clause: CLAUSE.pec,
  directedOnly: true,
  async run(dut) {
    const replies = await everyReply(dut)
    const wrong = replies.find(
      (reply) => reply.kind === 'bad-pec' || (reply.kind === 'withheld' && reply.why === 'pec'),
    )
    if (wrong) dut.cite([wrong])
    if (wrong?.kind === 'bad-pec') return fail(wrongPec(wrong))
    if (wrong) return fail(`the kernel found the PEC of #${wrong.seq} wrong`)
    const whole = replies.filter(({ kind }) => kind === 'udid')
    if (whole.length === 0) return notObservable('no whole reply of its own came')
    return pass(`right in all ${whole.length} replies`)
  },
}

/** A wrong PEC in words. */
export function wrongPec(reply: { seq: number; pecGot: number; pecExpected: number; withoutAddress: boolean }): string {
  const how = reply.withoutAddress ? ', which is the PEC with the address bytes left out' : ''
  return `#${reply.seq} ends in ${formatByte(reply.pecGot)}${how}; ${formatByte(reply.pecExpected)} is right`
}
