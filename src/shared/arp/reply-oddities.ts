import { formatByte } from '#shared/i2c/hex.ts'
import { sameBytes, type UdidAnswer } from './ask-udid.ts'
import { UDID_BLOCK_BYTES } from './commands.ts'
import { finding, type Finding, type FindingCode } from './findings.ts'
import type { ArpSession } from './session.ts'
import type { RefusedAt, UdidReply } from './udid-reply.ts'

/**
 * Says what was odd about the tries of one question: replies healed by asking again as warnings, the one
 * that stayed wrong as an error. `device` as in a finding; `what` names the question for people.
 */
export function reportOddities(session: ArpSession, device: number | null, answer: UdidAnswer, what: string): void {
  const oddities = [
    ...pecOddities(answer),
    ...countOddities(answer),
    ...fillerOddities(answer),
    ...withheldOddities(answer),
    ...delays(answer),
    ...healedRefusals(answer),
  ]
  for (const { message, ...odd } of oddities) session.raise(device, { ...odd, message: `${what}: ${message}` })
}

function pecOddities({ reply, tries }: UdidAnswer): Finding[] {
  const garbled = ofKind(tries, 'bad-pec')
  const last = garbled.at(-1)
  if (!last) return []
  const evidence = seqs(garbled)
  const healed = reply.kind === 'udid'
  const bytes = `got ${formatByte(last.pecGot)}, expected ${formatByte(last.pecExpected)}`
  const message = `PEC wrong (${bytes}), ${pecOutcome(reply, garbled.length)}`
  const mismatch = finding('pec-mismatch', message, evidence, healed ? 'warning' : 'error')
  if (last.withoutAddress) {
    const why = 'the PEC is that of the bytes without the address bytes; the device computes it wrongly'
    return [mismatch, finding('pec-without-address', why, evidence)]
  }
  if (healed || garbled.length < 2 || !garbled.every((other) => sameBytes(other, last))) return [mismatch]
  const why =
    'the same wrong reply every time: a device computes its PEC wrongly, or several answer at once because they do not arbitrate. Connect one device at a time'
  return [mismatch, finding('no-arbitration', why, evidence, 'warning')]
}

function pecOutcome(reply: UdidReply, times: number): string {
  if (reply.kind !== 'udid') return `${times} times`
  return reply.pecOk ? 'right when read again' : 'the same when read again: used, though no proof (--pec tolerant)'
}

function countOddities({ reply, tries }: UdidAnswer): Finding[] {
  const liars = ofKind(tries, 'bad-count').filter(({ filler }) => !filler)
  const last = liars.at(-1)
  if (!last) return []
  const healed = reply.kind === 'udid'
  const outcome = healed ? 'right when asked again' : 'nothing of it was used'
  const message = `byte count ${last.count} instead of ${UDID_BLOCK_BYTES}, ${outcome}`
  const code = last.count < UDID_BLOCK_BYTES ? 'short-count' : 'long-count'
  return [finding(code, message, seqs(liars), healed ? 'warning' : 'error')]
}

function fillerOddities({ tries }: UdidAnswer): Finding[] {
  const fillers = ofKind(tries, 'bad-count').filter(({ filler }) => filler)
  if (fillers.length === 0) return []
  const message = "acknowledged, but only 0xff came: resolved devices that can't refuse a byte do that"
  return [finding('filler-reply', message, seqs(fillers))]
}

/** Of these replies the kernel shows nothing but what it found wrong. */
function withheldOddities({ reply, tries }: UdidAnswer): Finding[] {
  const withheld = ofKind(tries, 'withheld')
  const healed = reply.kind === 'udid'
  const wrongPec = withheld.filter(({ why }) => why === 'pec')
  const wrongCount = withheld.filter(({ why }) => why === 'count')
  const outcome = healed ? 'right when read again' : `${wrongPec.length} times`
  const pecMessage = `PEC wrong by the word of the kernel, which shows no bytes, ${outcome}`
  const countMessage =
    "acknowledged with a byte count no block has (0 or above 32), of which the kernel shows nothing: resolved devices that can't refuse a byte send 0xff"
  return [
    ...(wrongPec.length > 0 ? [finding('pec-mismatch', pecMessage, seqs(wrongPec), healed ? 'warning' : 'error')] : []),
    ...(wrongCount.length > 0 ? [finding('filler-reply', countMessage, seqs(wrongCount))] : []),
  ]
}

function delays({ reply, tries }: UdidAnswer): Finding[] {
  const late = ofKind(tries, 'refused').filter(({ at }) => at === 'read-address')
  if (late.length === 0) return []
  const healed = reply.kind === 'udid'
  const message = `took the command but was not ready to reply, ${healed ? 'ready when asked again' : 'and never was'}`
  return [finding('nack-in-data', message, seqs(late), healed ? 'info' : 'error')]
}

/** Refused, and answered when asked again: nobody was there a moment ago, or noise passed for a NACK. */
function healedRefusals({ reply, tries }: UdidAnswer): Finding[] {
  const refused = ofKind(tries, 'refused').filter(({ at }) => at !== 'read-address')
  const [first] = refused
  if (!first || reply.kind !== 'udid') return []
  const times = refused.length === 1 ? 'once' : `${refused.length} times`
  return [finding(REFUSAL[first.at], `refused ${times}, answered when asked again`, seqs(refused))]
}

const REFUSAL = {
  address: 'nack-address',
  command: 'nack-command',
  'read-address': 'nack-in-data',
  unknown: 'nack-unknown-byte',
} as const satisfies Record<RefusedAt, FindingCode>

function ofKind<K extends UdidReply['kind']>(tries: readonly UdidReply[], kind: K): Extract<UdidReply, { kind: K }>[] {
  return tries.filter((reply): reply is Extract<UdidReply, { kind: K }> => reply.kind === kind)
}

function seqs(replies: readonly UdidReply[]): number[] {
  return replies.map(({ seq }) => seq)
}
