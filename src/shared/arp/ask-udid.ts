import { formatByte } from '#shared/i2c/hex.ts'
import type { Step } from './events.ts'
import { finding } from './findings.ts'
import type { ArpSession } from './session.ts'
import type { UdidReply } from './udid-reply.ts'

/** What a question came to: the reply that settled it, and all that were got on the way. */
export interface UdidAnswer {
  readonly reply: UdidReply
  readonly tries: readonly UdidReply[]
}

/** A reply that is a UDID as far as the PEC mode lets it be one. */
export type GoodUdid = Extract<UdidReply, { kind: 'udid' }>

/**
 * Asks a Get UDID until the answer is certain: refusals `refusals` times, garbled replies and devices that
 * are not ready as often as the policy says. In tolerant mode a wrong PEC is let pass when the same bytes
 * came twice.
 */
export async function askUdid(session: ArpSession, step: Step, command: number, refusals: number): Promise<UdidAnswer> {
  const { policy } = session
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
      case 'refused':
        if (reply.at === 'read-address') {
          if (count('refused') >= policy.notReadyTries) return { reply, tries }
          await session.sleep(policy.notReadyWaitMs)
        } else if (count('refused') >= refusals) return { reply, tries }
    }
  }
}

/**
 * Says what was odd about the tries of one question: replies healed by asking again as warnings, the one
 * that stayed wrong as an error. `device` as in a finding; `what` names the question for people.
 */
export function reportOddities(
  session: ArpSession,
  device: number | null,
  { reply, tries }: UdidAnswer,
  what: string,
): void {
  const healed = reply.kind === 'udid'
  const garbled = tries.filter((t) => t.kind === 'bad-pec')
  const last = garbled.at(-1)
  if (last) {
    const seqs = garbled.map((t) => t.seq)
    const bytes = `got ${formatByte(last.pecGot)}, expected ${formatByte(last.pecExpected)}`
    const outcome = !healed
      ? `${garbled.length} times`
      : reply.pecOk
        ? 'right when read again'
        : 'the same when read again: used, though no proof (--pec tolerant)'
    session.raise(
      device,
      finding('pec-mismatch', `${what}: PEC wrong (${bytes}), ${outcome}`, seqs, healed ? 'warning' : 'error'),
    )
    if (last.withoutAddress) {
      session.raise(
        device,
        finding(
          'pec-without-address',
          `${what}: the PEC is that of the bytes without the address bytes; the device computes it wrongly`,
          seqs,
        ),
      )
    } else if (!healed && garbled.length > 1 && garbled.every((t) => sameBytes(t, last))) {
      const why = 'a device computes its PEC wrongly, or several answer at once because they do not arbitrate'
      session.raise(
        device,
        finding(
          'no-arbitration',
          `${what}: the same wrong reply every time: ${why}. Connect one device at a time`,
          seqs,
          'warning',
        ),
      )
    }
  }
  reportCounts(session, device, tries, what)
  const notReady = tries.filter((t) => t.kind === 'refused' && t.at === 'read-address')
  if (notReady.length > 0) {
    const outcome = healed ? 'ready when asked again' : 'and never was'
    session.raise(
      device,
      finding(
        'nack-in-data',
        `${what}: took the command but was not ready to reply, ${outcome}`,
        notReady.map((t) => t.seq),
        healed ? 'info' : 'error',
      ),
    )
  }
}

function reportCounts(session: ArpSession, device: number | null, tries: readonly UdidReply[], what: string): void {
  const liars = tries.filter((t) => t.kind === 'bad-count' && !t.filler)
  const fillers = tries.filter((t) => t.kind === 'bad-count' && t.filler)
  for (const liar of liars.slice(-1)) {
    if (liar.kind !== 'bad-count') continue
    const code = liar.count < 17 ? 'short-count' : 'long-count'
    const healed = tries.at(-1)?.kind === 'udid'
    session.raise(
      device,
      finding(
        code,
        `${what}: byte count ${liar.count} instead of 17, ${healed ? 'right when asked again' : 'nothing of it was used'}`,
        liars.map((t) => t.seq),
        healed ? 'warning' : 'error',
      ),
    )
  }
  if (fillers.length > 0) {
    session.raise(
      device,
      finding(
        'filler-reply',
        `${what}: acknowledged, but only 0xff came: resolved devices that can't refuse a byte do that`,
        fillers.map((t) => t.seq),
      ),
    )
  }
}

/** In tolerant mode: a reply to work with, though no proof of anything. */
function trusted(reply: Extract<UdidReply, { kind: 'bad-pec' }>): GoodUdid {
  return { kind: 'udid', seq: reply.seq, udid: reply.udid, addressByte: reply.addressByte, pecOk: false }
}

/** Refused for certain, or filler, which is how parts that can't refuse a byte do it. */
function saysNobody(reply: UdidReply): boolean {
  return reply.kind === 'refused' ? reply.at !== 'read-address' : reply.kind === 'bad-count' && reply.filler
}

function sameBytes(a: UdidReply, b: UdidReply): boolean {
  if (a.kind !== 'bad-pec' || b.kind !== 'bad-pec') return false
  return a.udid === b.udid && a.addressByte === b.addressByte && a.pecGot === b.pecGot
}
