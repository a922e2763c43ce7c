import type { UdidReply } from '#shared/arp/udid-reply.ts'
import { fail, notObservable, type Ruling } from './ruling.ts'

/**
 * Whether a Get UDID was refused where it has to be, at the command byte: 0x61 itself is always acknowledged. Undefined
 * where it was.
 */
export function misrefusal(reply: UdidReply): Ruling | undefined {
  if (reply.kind !== 'refused') return fail(`took the command and ${bytesOf(reply)}`)
  switch (reply.at) {
    case 'command':
      return undefined
    case 'address':
      return fail('refused its address 0x61, which an ARP device always acknowledges, and not the command')
    case 'read-address':
      return fail('acknowledged the command and refused the read only')
    case 'unknown':
      return notObservable("refused, but this adapter can't tell whether it was the command byte")
  }
}

/** What came instead of a refusal, in words. */
function bytesOf(reply: Exclude<UdidReply, { kind: 'refused' }>): string {
  switch (reply.kind) {
    case 'udid':
    case 'bad-pec':
      return `sent the UDID ${reply.udid}`
    case 'bad-count':
      return reply.filler ? 'sent 0xff throughout' : `sent a block with the byte count ${reply.count}`
    case 'withheld':
      return `sent bytes whose ${reply.why === 'pec' ? 'PEC' : 'count'} the kernel found wrong`
  }
}

/** What a question about the device came to, in words. */
export function replyWords(reply: UdidReply): string {
  return reply.kind === 'refused' ? 'was refused' : bytesOf(reply)
}
