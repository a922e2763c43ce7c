import type { Step } from './events.ts'
import type { ArpSession } from './session.ts'
import type { UdidReply } from './udid-reply.ts'

/** What a question came to: the reply that settled it, and all that were got on the way. */
export interface UdidAnswer {
  readonly reply: UdidReply
  readonly tries: readonly UdidReply[]
}

/** A reply that is a UDID as far as the PEC mode lets it be one. */
export type GoodUdid = Extract<UdidReply, { kind: 'udid' }>

/** What is asked, and with how much patience. */
export interface UdidQuestion {
  readonly step: Step
  /** Code byte: general or directed Get UDID. */
  readonly command: number
  /** Refusals, and replies with a wrong count, until they are believed. */
  readonly refusals: number
  /** Wait for a device that takes the command and is not ready to reply. A walk, which asks everybody, does not. */
  readonly patient?: boolean
}

/**
 * Asks a Get UDID until the answer is certain: garbled replies and devices that are not ready as often as the
 * policy says. In tolerant mode a wrong PEC is let pass when the same bytes came twice.
 */
export async function askUdid(session: ArpSession, question: UdidQuestion): Promise<UdidAnswer> {
  const { policy } = session
  const { step, command, refusals, patient = true } = question
  const tries: UdidReply[] = []
  const count = (kind: UdidReply['kind']): number => tries.filter((reply) => reply.kind === kind).length
  for (;;) {
    // A refusal asked for again is the protocol's own way to make sure, not a retry.
    const last = tries.at(-1)
    const isRetry = last !== undefined && !saysNobody(last)
    const reply = await session.getUdid(step, command, isRetry)
    const same = tries.some((earlier) => sameBytes(earlier, reply))
    tries.push(reply)
    switch (reply.kind) {
      case 'udid':
        return { reply, tries }
      case 'bad-pec':
        if (same && policy.pec === 'tolerant') return { reply: trusted(reply), tries }
        if (count('bad-pec') >= policy.garbledTries) return { reply, tries }
        break
      case 'bad-count':
        if (count('bad-count') >= refusals) return { reply, tries }
        break
      case 'withheld':
        if (tries.filter(saysAsMuch(reply)).length >= (reply.why === 'pec' ? policy.garbledTries : refusals)) {
          return { reply, tries }
        }
        break
      case 'refused':
        if (patient && reply.at === 'read-address') {
          if (count('refused') >= policy.notReadyTries) return { reply, tries }
          await session.sleep(policy.notReadyWaitMs)
        } else if (count('refused') >= refusals) return { reply, tries }
    }
  }
}

/** In tolerant mode: a reply to work with, though no proof of anything. */
function trusted(reply: Extract<UdidReply, { kind: 'bad-pec' }>): GoodUdid {
  return { kind: 'udid', seq: reply.seq, udid: reply.udid, addressByte: reply.addressByte, pecOk: false }
}

/** Refused for certain, or filler, which is how parts that can't refuse a byte do it. */
function saysNobody(reply: UdidReply): boolean {
  if (reply.kind === 'withheld') return reply.why === 'count'
  return reply.kind === 'refused' ? reply.at !== 'read-address' : reply.kind === 'bad-count' && reply.filler
}

function saysAsMuch({ why }: Extract<UdidReply, { kind: 'withheld' }>): (reply: UdidReply) => boolean {
  return (reply) => reply.kind === 'withheld' && reply.why === why
}

/** Whether two garbled replies are the same on the wire. */
export function sameBytes(a: UdidReply, b: UdidReply): boolean {
  if (a.kind !== 'bad-pec' || b.kind !== 'bad-pec') return false
  return a.udid === b.udid && a.addressByte === b.addressByte && a.pecGot === b.pecGot
}
