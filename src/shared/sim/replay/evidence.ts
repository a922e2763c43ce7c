import { ARP_COMMAND, decodeCommand, decodeUdidBlock, NO_ADDRESS, UDID_BLOCK_BYTES } from '#shared/arp/commands.ts'
import type { Udid } from '#shared/arp/udid.ts'
import { parseHex } from '#shared/i2c/hex.ts'
import type { Run, RunTransaction } from '#shared/run/run.ts'

/** What came of a Get UDID. `not-ready`: command taken, reply refused. `absent`: nobody acknowledged 0x61 itself. */
export type Answer =
  'udid' | 'bad-pec' | 'short-count' | 'long-count' | 'filler' | 'not-ready' | 'refused' | 'absent' | 'unknown'

/** When a transaction ran, in milliseconds since the recording began. */
interface Moment {
  readonly seq: number
  readonly fromMs: number
  readonly toMs: number
}

/** A Get UDID of a Run. */
export interface Question extends Moment {
  readonly kind: 'question'
  readonly step: RunTransaction['step']
  /** Whom a directed one asks; null for a general one. */
  readonly asked: number | null
  readonly answer: Answer
  /** What the reply says, good PEC or not; null where none came. */
  readonly udid: Udid | null
  readonly addressByte: number
}

/** An Assign Address of a Run. */
export interface Assignment extends Moment {
  readonly kind: 'assignment'
  readonly udid: Udid
  /** The byte refused, null where it was taken, `unknown` where that can't be known. */
  readonly refused: number | 'unknown' | null
}

/** A Prepare or a Reset that somebody took: devices take part in ARP again from here on. */
export interface Renewal extends Moment {
  readonly kind: 'renewal'
}

/** A transaction at 0x61 as a witness. */
export type Evidence = Question | Assignment | Renewal

const DEFAULT_ADDRESS = '0x61'
const FILLER_COUNT = 0xff
/** Code, count, UDID, address byte, PEC. */
const ASSIGN_BYTES = UDID_BLOCK_BYTES + 3

/** What a Run holds of ARP, oldest first. */
export function listEvidence(run: Run): Evidence[] {
  return run.transactions
    .filter(({ address }) => address === DEFAULT_ADDRESS)
    .flatMap((transaction) => witness(transaction) ?? [])
}

function witness(transaction: RunTransaction): Evidence | undefined {
  const { seq, t_us: us, duration_us: durationUs, operation, outcome } = transaction
  const moment = { seq, fromMs: us / 1000, toMs: (us + durationUs) / 1000 }
  const written = parseHex(transaction.written)
  const command = decodeCommand(written[0] ?? 0)
  if (operation === 'write_read' && (command.name === 'get-udid' || command.name === 'get-udid-directed')) {
    const asked = 'address' in command ? command.address : null
    return { kind: 'question', ...moment, step: transaction.step, asked, ...judge(transaction) }
  }
  if (operation !== 'write') return undefined
  if (written[0] === ARP_COMMAND.assign && written.length >= ASSIGN_BYTES - 1) {
    const { udid } = decodeUdidBlock(written.subarray(2, 2 + UDID_BLOCK_BYTES))
    const refused = outcome === 'ok' ? null : (transaction.nack_index ?? 'unknown')
    return { kind: 'assignment', ...moment, udid, refused }
  }
  const renews = command.name === 'prepare' || command.name === 'reset' || command.name === 'reset-directed'
  return renews && outcome === 'ok' ? { kind: 'renewal', ...moment } : undefined
}

function judge(transaction: RunTransaction): Pick<Question, 'answer' | 'udid' | 'addressByte'> {
  const nothing = { udid: null, addressByte: NO_ADDRESS }
  if (transaction.outcome !== 'ok') return { ...nothing, answer: refusal(transaction) }
  const reply = parseHex(transaction.read)
  const count = reply[0]
  if (count === undefined) return { ...nothing, answer: 'unknown' }
  if (count === FILLER_COUNT) return { ...nothing, answer: 'filler' }
  if (count < UDID_BLOCK_BYTES) return { ...nothing, answer: 'short-count' }
  if (count > UDID_BLOCK_BYTES) return { ...nothing, answer: 'long-count' }
  if (reply.length <= UDID_BLOCK_BYTES) return { ...nothing, answer: 'unknown' }
  const block = decodeUdidBlock(reply.subarray(1, 1 + UDID_BLOCK_BYTES))
  return { ...block, answer: hasGoodPec(transaction) ? 'udid' : 'bad-pec' }
}

/** The kernel gives a block only where its PEC is right. */
function hasGoodPec({ pec_checked_by: by, pec_expected: expected, pec_got: got }: RunTransaction): boolean {
  return by === 'kernel' || (expected !== null && expected === got)
}

function refusal({ outcome, nack_index: index }: RunTransaction): Answer {
  if (outcome === 'nack-address' && index === 0) return 'absent'
  if (!outcome.startsWith('nack-')) return 'unknown'
  return index === 2 ? 'not-ready' : 'refused'
}
