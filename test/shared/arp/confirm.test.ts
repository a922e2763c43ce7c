import { describe, expect, it } from 'vitest'
import { confirm } from '#shared/arp/confirm.ts'
import { UDID } from '../../vectors/arp-frames.ts'
import { eventsOf } from '../../support/arp-card.ts'
import { nack, scriptedSession, udidReply, type Answer } from '../../support/scripted-link.ts'

const ADDRESS = 0x20
const COMMAND = 0x41
const claim = { udid: UDID.i210, address: ADDRESS }

/** What `confirm` makes of the answers, in their order, the last one for ever. */
async function confirmed(answers: readonly Answer[], policy = {}) {
  let turn = 0
  const { session, events, asked } = scriptedSession(() => answers[Math.min(turn++, answers.length - 1)] ?? {}, policy)
  const found = await confirm(session, 7, claim)
  const findings = eventsOf(events, 'finding').map(({ device, code, severity }) => `${device} ${severity} ${code}`)
  return { found, findings, asked }
}

describe('confirm', () => {
  it.each([
    {
      name: 'the UDID and the address byte of the claim confirm it',
      answers: [udidReply(COMMAND, UDID.i210, 0x41)],
      found: { kind: 'confirmed', seq: 1 },
      findings: [],
    },
    {
      name: 'an address byte with bit 0 clear confirms too, with a remark',
      answers: [udidReply(COMMAND, UDID.i210, 0x40)],
      found: { kind: 'confirmed', seq: 1 },
      findings: ['7 warning bit0-zero'],
    },
    {
      name: 'another UDID is another device, though address byte and PEC are right',
      answers: [udidReply(COMMAND, UDID.alveo, 0x41)],
      found: { kind: 'other', seq: 1, udid: UDID.alveo },
      findings: [],
    },
    {
      name: 'a UDID that differs in its last bit only is another device',
      answers: [udidReply(COMMAND, UDID.i210.slice(0, -1) + '5', 0x41)],
      found: { kind: 'other', seq: 1, udid: UDID.i210.slice(0, -1) + '5' },
      findings: [],
    },
    {
      name: 'an unshifted address byte is no proof',
      answers: [udidReply(COMMAND, UDID.i210, 0x20)],
      found: { kind: 'doubtful', seq: 1 },
      findings: ['7 error unshifted-address'],
    },
    {
      name: 'the address byte of a device without an address is no proof',
      answers: [udidReply(COMMAND, UDID.i210, 0xff)],
      found: { kind: 'doubtful', seq: 1 },
      findings: ['7 error address-conflict'],
    },
    {
      name: 'another address byte is no proof',
      answers: [udidReply(COMMAND, UDID.i210, 0x43)],
      found: { kind: 'doubtful', seq: 1 },
      findings: ['7 error address-conflict'],
    },
    {
      name: 'a PEC that is right the second time confirms',
      answers: [udidReply(COMMAND, UDID.i210, 0x41, 0x01), udidReply(COMMAND, UDID.i210, 0x41)],
      found: { kind: 'confirmed', seq: 2 },
      findings: ['7 warning pec-mismatch'],
    },
    {
      name: 'a PEC that stays wrong is no proof',
      answers: [udidReply(COMMAND, UDID.i210, 0x41, 0xff)],
      found: { kind: 'doubtful', seq: 3 },
      findings: ['7 error pec-mismatch', '7 warning no-arbitration'],
    },
    {
      name: 'a refusal, three times, is silence',
      answers: [nack(1)],
      found: { kind: 'silent', evidence: [1, 2, 3] },
      findings: [],
    },
    {
      name: 'an answer after two refusals confirms',
      answers: [nack(1), nack(0), udidReply(COMMAND, UDID.i210, 0x41)],
      found: { kind: 'confirmed', seq: 3 },
      findings: ['7 info nack-command'],
    },
    {
      name: 'a wrong byte count is no UDID, however right the rest',
      answers: [{ data: new Uint8Array(19).fill(16) }],
      found: { kind: 'silent', evidence: [1, 2, 3] },
      findings: ['7 error short-count'],
    },
  ])('$name', async ({ answers, found, findings }) => {
    const got = await confirmed(answers)
    expect({ found: got.found, findings: got.findings }).toEqual({ found, findings })
  })

  it('in tolerant mode takes nothing with a wrong PEC for a proof either', async () => {
    const { found, findings } = await confirmed([udidReply(COMMAND, UDID.i210, 0x41, 0xff)], { pec: 'tolerant' })
    expect(found).toEqual({ kind: 'doubtful', seq: 2 })
    expect(findings).toEqual(['7 warning pec-mismatch'])
  })

  it('in tolerant mode takes no UDID with a wrong PEC for another device', async () => {
    const { found } = await confirmed([udidReply(COMMAND, UDID.alveo, 0x41, 0xff)], { pec: 'tolerant' })
    expect(found).toEqual({ kind: 'doubtful', seq: 2 })
  })

  it('asks 0x61 for the address by the directed command, with one byte written', async () => {
    const { asked } = await confirmed([udidReply(COMMAND, UDID.i210, 0x41)])
    expect(asked).toEqual([{ address: 0x61, written: [COMMAND], length: 19 }])
  })

  it.each([0x0f, 0x78])('sends nothing for %i, which no directed command can name', async (address) => {
    const { session, asked } = scriptedSession(() => ({}))
    expect(await confirm(session, 0, { udid: UDID.i210, address })).toEqual({ kind: 'silent', evidence: [] })
    expect(asked).toEqual([])
  })
})
