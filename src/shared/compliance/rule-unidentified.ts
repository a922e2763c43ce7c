import type { UdidReply } from '#shared/arp/udid-reply.ts'
import { wrongPec } from './checks/reply-pec.ts'
import { fail, notObservable, type Ruling } from './ruling.ts'

/** A ruling where no device could be told apart, and what it rests on. */
export type UnidentifiedRuling = Ruling & { readonly evidence: readonly number[] }

/**
 * What can be said of a check where the bus showed no UDID that is proven: somebody sends a wrong PEC or a wrong count
 * all the time, and nothing else is known of them.
 */
export function ruleUnidentified(id: string, replies: readonly UdidReply[]): UnidentifiedRuling {
  const garbled = replies.find((reply) => reply.kind === 'bad-pec')
  const counted = replies.find((reply) => reply.kind === 'bad-count')
  if (id === 'reply-pec' && garbled) {
    const others = garbled.withoutAddress ? '' : '; several devices that do not arbitrate would look the same'
    return { ...fail(`${wrongPec(garbled)}${others}`), evidence: [garbled.seq] }
  }
  if (id === 'reply-count' && counted && !counted.filler) {
    return {
      ...fail(`sent the byte count ${counted.count} (#${counted.seq}); a part that is no ARP device would, too`),
      evidence: [counted.seq],
    }
  }
  const evidence = replies.map(({ seq }) => seq)
  const why = garbled
    ? 'no reply had a good PEC, so nothing more was written; --pec tolerant goes on with what comes twice'
    : 'no device showed a UDID, so there was nothing to check'
  return { ...notObservable(why), evidence }
}
