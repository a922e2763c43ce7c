import { CLAUSE } from '#shared/arp/clause.ts'
import { counted } from '#shared/report/words.ts'
import type { ComplianceCheck } from '../compliance-check.ts'
import { fail, notObservable, pass } from '../ruling.ts'

/** A device that takes a command replies to it. */
export const readyAtOnce: ComplianceCheck = {
  id: 'ready-at-once',
  title: 'Ready when it is asked',
  objective: 'A device that takes Get UDID and refuses to be read looks like none to most controllers.',
  steps: ['The general Get UDID with which this run began, before anything else was sent'],
  passRule: 'The device that takes the command sends its reply at once.',
  clause: CLAUSE.powerUp,
  run(dut) {
    const { firstReplies: replies } = dut.parts
    const last = replies.at(-1)
    const isOwn = last !== undefined && dut.isOwn(last)
    const late = replies.filter((reply) => reply.kind === 'refused' && reply.at === 'read-address')
    dut.cite(replies)
    if (late.length > 0 && (isOwn || dut.isAlone)) {
      return fail(
        `took the command, and refused to be read ${counted(late.length, 'time')}; power-up excuses that for 500 ms`,
      )
    }
    if (isOwn) return pass('replied to the first Get UDID')
    return notObservable('another device answered first, or none: power-cycle the card and check again')
  },
}
