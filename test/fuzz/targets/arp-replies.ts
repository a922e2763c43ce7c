import { AddressPool, CARD_POOL } from '#shared/arp/address-pool.ts'
import { assign } from '#shared/arp/assign.ts'
import { enumerate } from '#shared/arp/enumerate.ts'
import { inventory } from '#shared/arp/inventory.ts'
import { DIRECTED_RANGE } from '#shared/arp/look.ts'
import { reset } from '#shared/arp/reset.ts'
import type { ArpSession } from '#shared/arp/session.ts'
import { watch } from '#shared/arp/watch.ts'
import { BusError } from '#shared/i2c/errors.ts'
import { formatHex } from '#shared/i2c/hex.ts'
import { pec } from '#shared/smbus/pec.ts'
import { eventsOf } from '../../support/arp-card.ts'
import { nack, scriptedSession, udidReply, type Answer, type Asked } from '../../support/scripted-link.ts'
import { enumerateOptions } from '../../support/simulated-run.ts'
import { UDID } from '../../vectors/arp-frames.ts'
import type { FuzzTarget } from '../fuzz-target.ts'
import { byteMutation } from '../mutators/bytes.ts'
import { partMutation, records } from '../mutators/records.ts'
import { attempt, hold, holdLine } from '../oracles.ts'

const HEAD_BYTES = 2
/** What the answer is, a byte for it, and the bytes of a reply. */
const ANSWER_BYTES = 22
const MOST_TRANSACTIONS = 20_000

const UDIDS = [UDID.alveo, UDID.i217Strap0, UDID.i210, UDID.nt400d11, `c1${UDID.nt400d11.slice(2)}`]
const OUTCOMES = ['arbitration-lost', 'bus-busy', 'timeout', 'closed', 'adapter'] as const

const OPERATIONS: readonly ((session: ArpSession, pool: AddressPool) => Promise<unknown>)[] = [
  (session, pool) => enumerate(session, enumerateOptions({ pool })),
  (session, pool) =>
    enumerate(session, { pool, probe: false, move: true, withFixed: true, resetFirst: true, prepareAnyway: true }),
  (session) => inventory(session, DIRECTED_RANGE),
  (session) => assign(session, { udid: UDID.i210, address: 0x20, probe: true, prepareAnyway: true }),
  (session) => reset(session, { address: undefined, prepareAnyway: true }),
  (session) => reset(session, { address: 0x20, prepareAnyway: false }),
  (session, pool) => watch(session, { ...enumerateOptions({ pool }), intervalMs: 1000, forMs: 5000, assign: true }),
]
const ASSIGN = 3

function answer(kind: number, value: number, bytes: Uint8Array): Uint8Array {
  const whole = new Uint8Array(ANSWER_BYTES)
  whole.set([kind, value, ...bytes])
  return whole
}

/** Targets on the bus that answer as they like. Input: operation, PEC mode, answers; the last one is for ever. */
export const arpReplies: FuzzTarget = {
  name: 'arp-replies',
  ciRuns: 1500,
  seeds: () =>
    OPERATIONS.map((_, operation) =>
      Buffer.concat([
        Uint8Array.of(operation, operation % 2),
        ...[0, 1, 2, 3, 4].map((which) => answer(0, which, Uint8Array.of(0xff))),
        ...[0, 3, 3, 3].map((kind) => answer(kind, 0, new Uint8Array())),
      ]),
    ),
  mutation: partMutation(records(HEAD_BYTES, ANSWER_BYTES), byteMutation(), [
    answer(0, 2, Uint8Array.of(0xff)),
    answer(0, 2, Uint8Array.of(0x23)),
    answer(1, 0, Uint8Array.of(17)),
    answer(3, 1, new Uint8Array()),
    answer(4, 2, new Uint8Array()),
  ]),
  run: async (input) => {
    const [operation = 0, mode = 0] = input
    const { session, events, asked } = scriptedSession(hostileTargets(input.subarray(HEAD_BYTES)), {
      pec: mode % 2 === 0 ? 'strict' : 'tolerant',
    })
    const which = operation % OPERATIONS.length
    await attempt(() => OPERATIONS[which]?.(session, new AddressPool(CARD_POOL, [])), BusError)
    holdProofs(events)
    holdAssigned(asked, events, which === ASSIGN ? [UDID.i210] : [])
    for (const { message } of eventsOf(events, 'finding')) holdLine(message)
  },
}

/** Each transaction gets the next answer. */
function hostileTargets(script: Uint8Array): (asked: Asked) => Answer {
  let turn = 0
  let transactions = 0
  const answers = records(0, ANSWER_BYTES).split(script).slice(1)
  return (asked) => {
    hold(++transactions < MOST_TRANSACTIONS, 'an operation ends within its caps')
    const [kind = 3, value = 0, ...bytes] = answers[Math.min(turn++, answers.length - 1)] ?? []
    return answerOf(asked, kind, value, Uint8Array.from(bytes))
  }
}

function answerOf({ written: [code = 0], length }: Asked, kind: number, value: number, bytes: Uint8Array): Answer {
  const known = UDIDS[value % UDIDS.length] ?? UDID.alveo
  const reply = Uint8Array.from({ length }, (_, i) => bytes[i] ?? 0)
  switch (kind % 6) {
    case 0:
      return length === 19 ? udidReply(code, known, bytes[0] ?? 0, value >> 4) : length > 0 ? { data: reply } : {}
    case 1:
      return length === 19 ? { data: sealed(code, bytes) } : length > 0 ? { data: reply } : {}
    case 2:
      return length > 0 ? { data: reply } : {}
    case 3:
      return nack(value % 21)
    case 4:
      return { outcome: OUTCOMES[value % OUTCOMES.length] ?? 'timeout' }
    default:
      return value % 2 === 0
        ? { outcome: 'nack-unknown', nackIndex: 'unknown' }
        : length > 0
          ? { data: reply.fill(0xff) }
          : {}
  }
}

/** Any bytes with the PEC that makes them true. */
function sealed(code: number, bytes: Uint8Array): Uint8Array {
  const body = Uint8Array.from({ length: 18 }, (_, i) => bytes[i] ?? 0)
  return Uint8Array.of(...body, pec([0xc2, code, 0xc3, ...body]))
}

type Events = Parameters<typeof eventsOf>[0]

/** Confirmed is only what a directed reply with count 17, good PEC, UDID and address byte showed. */
function holdProofs(events: Events): void {
  const seen = new Map(eventsOf(events, 'transaction').map(({ transaction }) => [transaction.seq, transaction]))
  const good = new Set(
    eventsOf(events, 'exchange').flatMap(({ seq, pecGot, pecExpected }) => (pecGot === pecExpected ? [seq] : [])),
  )
  for (const { confirmed, address, udid, evidence } of eventsOf(events, 'device')) {
    if (!confirmed) continue
    const at = Number(address) << 1
    const isProof = evidence.some((seq) => {
      const proof = seen.get(seq)
      if (!proof || !good.has(seq) || proof.written !== formatHex(Uint8Array.of(at | 1))) return false
      return [at, at | 1].some((byte) => proof.read.startsWith(`11${udid}${formatHex(Uint8Array.of(byte))}`))
    })
    hold(isProof, 'what is confirmed is proven', [udid, address, evidence])
  }
}

/** Assigned is only a UDID that a reply showed or the user named, to an even address byte. */
function holdAssigned(asked: readonly Asked[], events: Events, given: readonly string[]): void {
  const shown = new Set([
    ...given,
    ...eventsOf(events, 'transaction').map(({ transaction }) => transaction.read.slice(2, 34)),
  ])
  for (const { written } of asked) {
    if (written[0] !== 0x04) continue
    hold(
      shown.has(formatHex(Uint8Array.from(written.slice(2, 18)))),
      'only who was seen is assigned an address',
      written,
    )
    hold(((written[18] ?? 1) & 1) === 0, 'the address byte of an Assign is even', written)
  }
}
