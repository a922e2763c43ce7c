import { describe, expect, it } from 'vitest'
import { Roster, type DeviceChange } from '#shared/arp/roster.ts'
import { settle } from '#shared/arp/settle.ts'
import { UDID } from '../../vectors/arp-frames.ts'
import { eventsOf } from '../../support/arp-card.ts'
import { nack, scriptedSession, udidReply, type Answer, type Asked } from '../../support/scripted-link.ts'

const OLD = 0x30
const NEW = 0x20
const [ASK_OLD, ASK_NEW] = [0x61, 0x41]

/** A directed Get UDID is answered as `at` says of its address; an Assign and everything else is acknowledged. */
const directed =
  (at: Partial<Record<number, Answer>>) =>
  ({ written: [code = 0], length }: Asked): Answer =>
    length === 0 ? {} : (at[code >> 1] ?? nack(1))

/** Settles an I210, which had `before`, at 0x20, among `others`. */
async function settled(answer: (asked: Asked) => Answer, before: number | null = null, others: DeviceChange[] = []) {
  const { session, events, asked } = scriptedSession(answer)
  const roster = new Roster(session)
  for (const other of others) roster.add(UDID.alveo, other)
  const entry = roster.add(UDID.i210, { addressBefore: before, evidence: [99] })
  const settlement = await settle(session, roster, entry, { address: NEW, assignedBy: 'arpeggio' })
  const { address, assignedBy, confirmed, status, evidence } = roster.find(UDID.i210)?.state ?? entry.state
  const findings = eventsOf(events, 'finding').map(({ severity, code }) => `${severity} ${code}`)
  return { settlement, state: { address, assignedBy, confirmed, status, evidence }, findings, asked }
}

describe('settle', () => {
  it('assigns, and confirms the device where it was sent', async () => {
    const { settlement, state, asked } = await settled(directed({ [NEW]: udidReply(ASK_NEW, UDID.i210, 0x41) }))
    expect(settlement).toEqual({ kind: 'settled' })
    expect(state).toEqual({ address: NEW, assignedBy: 'arpeggio', confirmed: true, status: 'ok', evidence: [99, 1, 2] })
    expect(asked.map(({ written }) => written[0])).toEqual([0x04, ASK_NEW])
  })

  it('leaves a device unconfirmed whose answer is no proof', async () => {
    const { settlement, state } = await settled(directed({ [NEW]: udidReply(ASK_NEW, UDID.i210, 0xff) }))
    expect(settlement).toEqual({ kind: 'settled' })
    expect(state).toEqual({
      address: NEW,
      assignedBy: 'arpeggio',
      confirmed: false,
      status: 'unconfirmed',
      evidence: [99, 1, 2],
    })
  })

  it('leaves a device unconfirmed that does not answer, and says which questions show it', async () => {
    const { settlement, state } = await settled(directed({}))
    expect(settlement).toEqual({ kind: 'silent', evidence: [2, 3, 4] })
    expect(state).toEqual({
      address: NEW,
      assignedBy: 'arpeggio',
      confirmed: false,
      status: 'unconfirmed',
      evidence: [99, 1],
    })
  })

  it('finds a device that stayed where it was', async () => {
    const { settlement, state, findings } = await settled(directed({ [OLD]: udidReply(ASK_OLD, UDID.i210, 0x61) }), OLD)
    expect(settlement).toEqual({ kind: 'settled' })
    expect(state).toEqual({
      address: OLD,
      assignedBy: 'device',
      confirmed: true,
      status: 'kept_own_address',
      evidence: [99, 1, 5],
    })
    expect(findings).toEqual(['warning kept-own-address'])
  })

  it('does not look for it where another device answers', async () => {
    const { settlement } = await settled(directed({ [OLD]: udidReply(ASK_OLD, UDID.alveo, 0x61) }), OLD)
    expect(settlement).toEqual({ kind: 'silent', evidence: [2, 3, 4] })
  })

  it('says conflict of a device that stayed at an address another one holds', async () => {
    const stays = directed({ [OLD]: udidReply(ASK_OLD, UDID.i210, 0x61) })
    const { state } = await settled(stays, OLD, [{ address: OLD }])
    expect(state).toMatchObject({ address: OLD, status: 'conflict', confirmed: true })
  })

  it('gives back the conflict with a device nobody knew of, and what shows it', async () => {
    const { settlement, state } = await settled(directed({ [NEW]: udidReply(ASK_NEW, UDID.alveo, 0x41) }))
    expect(settlement).toEqual({ kind: 'conflict', other: UDID.alveo, seq: 2 })
    expect(state).toEqual({
      address: NEW,
      assignedBy: 'arpeggio',
      confirmed: false,
      status: 'conflict',
      evidence: [99, 1, 2],
    })
  })

  it('marks a device that shares its address with one that is known', async () => {
    const { settlement, state } = await settled(directed({ [NEW]: udidReply(ASK_NEW, UDID.alveo, 0x41) }), null, [
      { address: NEW },
    ])
    expect(settlement).toEqual({ kind: 'settled' })
    expect(state).toMatchObject({ address: NEW, confirmed: false, status: 'conflict' })
  })

  it('says conflict though this device answers, where another one holds the address', async () => {
    const here = directed({ [NEW]: udidReply(ASK_NEW, UDID.i210, 0x41) })
    const { state } = await settled(here, null, [{ address: NEW }])
    expect(state).toMatchObject({ address: NEW, confirmed: true, status: 'conflict' })
  })
})
