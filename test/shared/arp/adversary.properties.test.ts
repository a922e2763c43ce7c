import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AddressPool, CARD_POOL } from '#shared/arp/address-pool.ts'
import { assign } from '#shared/arp/assign.ts'
import { enumerate } from '#shared/arp/enumerate.ts'
import { inventory } from '#shared/arp/inventory.ts'
import { DIRECTED_RANGE } from '#shared/arp/look.ts'
import type { PecMode } from '#shared/arp/policy.ts'
import { reset } from '#shared/arp/reset.ts'
import type { ArpSession } from '#shared/arp/session.ts'
import { watch } from '#shared/arp/watch.ts'
import { BusError } from '#shared/i2c/errors.ts'
import { UDID } from '../../vectors/arp-frames.ts'
import { eventsOf } from '../../support/arp-card.ts'
import { enumerateOptions } from '../../support/simulated-run.ts'
import { nack, scriptedSession, udidReply, type Answer, type Asked } from '../../support/scripted-link.ts'

/** UDIDs of every type, so few that they come again and again. */
const udid = fc.constantFrom(UDID.alveo, UDID.i217Strap0, UDID.i210, UDID.nt400d11, `c1${UDID.nt400d11.slice(2)}`)
const addressByte = fc.oneof(fc.constantFrom(0xff, 0x23, 0x22, 0x11, 0xc3, 0x01, 0x51, 0xf1), fc.nat(255))

/** How the adversary may answer a read of 19 bytes: a good UDID, one with a wrong PEC, noise, filler. */
const reply = fc.oneof(
  { weight: 6, arbitrary: fc.record({ udid, addressByte, flip: fc.constantFrom(0, 0, 0, 0, 1) }) },
  { weight: 1, arbitrary: fc.constant('filler' as const) },
  { weight: 1, arbitrary: fc.uint8Array({ minLength: 19, maxLength: 19 }) },
)
const failure = fc.oneof(
  { weight: 4, arbitrary: fc.nat(20).map(nack) },
  { weight: 1, arbitrary: fc.constant<Answer>({ outcome: 'nack-unknown', nackIndex: 'unknown' }) },
  { weight: 1, arbitrary: fc.constantFrom<Answer>({ outcome: 'arbitration-lost' }, { outcome: 'timeout' }) },
)
/** Answers in their order; the last one for ever, and so an endless loop where there is no cap. */
const script = fc.array(fc.oneof({ weight: 5, arbitrary: reply }, { weight: 2, arbitrary: failure }), {
  minLength: 1,
  maxLength: 30,
})
type Line = typeof script extends fc.Arbitrary<(infer L)[]> ? L : never

/** The bus as the script has it: probes and writes are acknowledged unless it says otherwise. */
function adversary(lines: readonly Line[]): (asked: Asked) => Answer {
  let turn = 0
  return ({ written: [code = 0], length }) => {
    const line = lines[Math.min(turn++, lines.length - 1)]
    if (line === undefined) return nack(0)
    if (typeof line === 'object' && 'outcome' in line) return line
    if (length === 0) return {}
    if (length === 1) return { data: Uint8Array.of(0) }
    if (line === 'filler') return { data: new Uint8Array(19).fill(0xff) }
    if (line instanceof Uint8Array) return { data: line }
    if ('udid' in line) return udidReply(code, line.udid, line.addressByte, line.flip)
    return nack(0)
  }
}

const OPERATIONS: Record<string, (session: ArpSession, pool: AddressPool) => Promise<unknown>> = {
  enumerate: (session, pool) => enumerate(session, enumerateOptions({ pool })),
  'enumerate --no-probe --move --with-fixed --reset-first --prepare-anyway': (session, pool) =>
    enumerate(session, {
      pool,
      probe: false,
      move: true,
      withFixed: true,
      resetFirst: true,
      prepareAnyway: true,
    }),
  inventory: (session) => inventory(session, DIRECTED_RANGE),
  assign: (session) => assign(session, { udid: UDID.i210, address: 0x20, probe: true, prepareAnyway: true }),
  reset: (session) => reset(session, { address: undefined, prepareAnyway: true }),
  'reset of one': (session) => reset(session, { address: 0x20, prepareAnyway: false }),
  watch: (session, pool) =>
    watch(session, { ...enumerateOptions({ pool }), intervalMs: 1000, forMs: 5000, assign: true }),
}

/** Runs an operation against the adversary, to its end or to a fault of the bus. */
async function against(name: string, lines: readonly Line[], pec: PecMode) {
  const scripted = scriptedSession(adversary(lines), {
    pec,
    notReadyWaitMs: 0,
    transferRetryWaitMs: 0,
    lookAgainAfterMs: 0,
  })
  await OPERATIONS[name]?.(scripted.session, new AddressPool(CARD_POOL, [])).catch((error: unknown) => {
    if (!(error instanceof BusError)) throw error
  })
  return scripted
}

const pecMode = fc.constantFrom<PecMode>('strict', 'tolerant')

describe.each(Object.keys(OPERATIONS))('%s, whatever the bus answers', (name) => {
  it('ends within its caps', async () => {
    await fc.assert(
      fc.asyncProperty(script, pecMode, async (lines, pec) => {
        const { asked } = await against(name, lines, pec)
        expect(asked.length).toBeLessThan(20_000)
      }),
      { numRuns: 60 },
    )
  })

  it('confirms only what a directed reply with count 17, good PEC, UDID and address byte showed', async () => {
    await fc.assert(
      fc.asyncProperty(script, pecMode, async (lines, pec) => {
        const { events } = await against(name, lines, pec)
        const seen = new Map(eventsOf(events, 'transaction').map(({ transaction }) => [transaction.seq, transaction]))
        const goodPec = new Set(
          eventsOf(events, 'exchange').flatMap(({ seq, pecGot, pecExpected }) => (pecGot === pecExpected ? [seq] : [])),
        )
        for (const device of eventsOf(events, 'device').filter(({ confirmed }) => confirmed)) {
          const at = Number(device.address)
          const proofs = device.evidence.map((seq) => seen.get(seq))
          const isProof = (byte: number): boolean =>
            proofs.some(
              (proof) =>
                proof !== undefined &&
                goodPec.has(proof.seq) &&
                proof.written === ((at << 1) | 1).toString(16).padStart(2, '0') &&
                proof.read.startsWith(`11${device.udid}${byte.toString(16).padStart(2, '0')}`),
            )
          expect(isProof((at << 1) | 1) || isProof(at << 1)).toBe(true)
        }
      }),
      { numRuns: 60 },
    )
  })

  it('assigns only a UDID that a reply showed, to addresses that may be given', async () => {
    await fc.assert(
      fc.asyncProperty(script, async (lines) => {
        const { asked, events } = await against(name, lines, 'strict')
        const shown = eventsOf(events, 'transaction').map(({ transaction }) => transaction.read.slice(2, 34))
        const given = name === 'assign' ? [UDID.i210] : []
        for (const { written } of asked.filter(({ written: [code] }) => code === 0x04)) {
          const assigned = written
            .slice(2, 18)
            .map((byte) => byte.toString(16).padStart(2, '0'))
            .join('')
          expect([...shown, ...given]).toContain(assigned)
          expect((written[18] ?? 1) & 1).toBe(0)
        }
      }),
      { numRuns: 60 },
    )
  })
})

describe('inventory, whatever the bus answers', () => {
  it('writes nothing but one-byte commands that read', async () => {
    await fc.assert(
      fc.asyncProperty(script, pecMode, async (lines, pec) => {
        const { asked } = await against('inventory', lines, pec)
        const writes = asked.filter(({ written, length }) => length === 0 || written.length > 1)
        expect(writes).toEqual([])
        expect(asked.filter(({ written: [code = 1] }) => code !== 0x03 && (code & 1) === 0)).toEqual([])
      }),
      { numRuns: 60 },
    )
  })
})

describe('a bus that says the same for ever', () => {
  it.each([
    { name: 'a volatile UDID without an address', byte: 0xff, udid: UDID.nt400d11 },
    { name: 'a persistent UDID that holds one', byte: 0x41, udid: UDID.i210 },
    { name: 'a fixed UDID at 0x61', byte: 0xc3, udid: UDID.alveo },
  ])('($name) is given up after three rounds of Assign', async ({ byte, udid: same }) => {
    const { session, asked } = scriptedSession(({ written: [code = 0], length, address }) => {
      if (address !== 0x61) return nack(0)
      return length === 0 ? {} : code === 0x03 ? udidReply(code, same, byte) : nack(1)
    })
    await enumerate(session, enumerateOptions())
    expect(asked.filter(({ written: [code] }) => code === 0x04)).toHaveLength(3)
    expect(asked.length).toBeLessThan(40)
  })

  it('and shows a new UDID every time is given up after 256 rounds', async () => {
    let n = 0
    const { session, events, asked } = scriptedSession(({ written: [code = 0], length }) => {
      if (length === 0) return {}
      return code === 0x03 ? udidReply(code, `01${(n++).toString(16).padStart(30, '0')}`, 0x41) : nack(1)
    })
    await enumerate(session, enumerateOptions())
    expect(asked.filter(({ written: [code] }) => code === 0x04)).toHaveLength(256)
    expect(eventsOf(events, 'finding').filter(({ code }) => code === 'assign-not-taken')).toMatchObject([
      { device: null, message: 'Devices were still answering after 256 rounds; stopped' },
    ])
  })
})
