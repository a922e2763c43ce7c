import { CLAUSE } from '#shared/arp/clause.ts'
import { UDID_BLOCK_BYTES } from '#shared/arp/commands.ts'
import type { ComplianceCheck } from '../compliance-check.ts'
import { fail, notObservable, pass } from '../ruling.ts'
import { everyReply } from '../every-reply.ts'

/** Every reply announces 17 bytes. */
export const replyCount: ComplianceCheck = {
  id: 'reply-count',
  title: 'The byte count of every reply is 17',
  objective: 'A controller looks at the count before anything else: another count ends the enumeration.',
  steps: ['Look at the byte count of every UDID the device has sent, general and directed'],
  passRule: 'Each is 0x11: 16 bytes of UDID and one of address.',
  clause: CLAUSE.getUdid,
  directedOnly: true,
  async run(dut) {
    const replies = await everyReply(dut)
    const wrong = replies.find(
      (reply) => reply.kind === 'bad-count' || (reply.kind === 'withheld' && reply.why === 'count'),
    )
    if (wrong) dut.cite([wrong])
    if (wrong)
      return fail(`sent the byte count ${wrong.kind === 'bad-count' ? wrong.count : 'no block has'} (#${wrong.seq})`)
    if (replies.length === 0) return notObservable('no reply of its own came')
    return pass(`${UDID_BLOCK_BYTES} in all ${replies.length} replies`)
  },
}
