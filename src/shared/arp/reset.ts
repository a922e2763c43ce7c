import { formatAddress } from '#shared/i2c/address.ts'
import { askUdid } from './ask-udid.ts'
import { reportOddities } from './reply-oddities.ts'
import { ARP_COMMAND, directedGetUdid, directedReset } from './commands.ts'
import { confirm } from './confirm.ts'
import { finding } from './findings.ts'
import { look, reportAbsence } from './look.ts'
import { noteWaiting } from './note-waiting.ts'
import { resetAll } from './prepare.ts'
import { Roster } from './roster.ts'
import type { ArpSession } from './session.ts'

/** What a Reset Device is told to do. `address` undefined: all devices. */
export interface ResetOptions {
  readonly address: number | undefined
  readonly prepareAnyway: boolean
}

/**
 * Reset Device, general or directed, and a look at what it did. Volatile and random devices lose their
 * addresses: whatever uses them loses its device. Never part of another operation unless asked for.
 */
export async function reset(session: ArpSession, options: ResetOptions): Promise<Roster> {
  const roster = new Roster(session)
  const sight = await look(session)
  if (sight.kind !== 'arp' && !options.prepareAnyway) {
    reportAbsence(session, sight)
    return roster
  }
  if (options.address === undefined) await resetEverybody(session, roster)
  else await resetOne(session, roster, options.address)
  return roster
}

async function resetEverybody(session: ArpSession, roster: Roster): Promise<void> {
  const { acknowledged, evidence } = await resetAll(session)
  if (!acknowledged) return
  const answer = await askUdid(session, {
    step: 'confirm',
    command: ARP_COMMAND.getUdid,
    refusals: session.policy.confirmTries,
  })
  const { reply } = answer
  reportOddities(session, null, answer, 'Get UDID after the reset')
  if (reply.kind !== 'udid') {
    const message = 'Reset Device was acknowledged, yet no device shows its UDID afterwards'
    session.raise(null, finding('nack-command', message, evidence, 'error'))
    return
  }
  await noteWaiting(session, roster, reply, [...evidence, reply.seq])
}

/** A reset device keeps its address where it is fixed or persistent and loses it otherwise. */
async function resetOne(session: ArpSession, roster: Roster, address: number): Promise<void> {
  const before = await askUdid(session, {
    step: 'get-udid',
    command: directedGetUdid(address),
    refusals: session.policy.confirmTries,
  })
  if (before.reply.kind !== 'udid') {
    const message = `No ARP device answers at ${formatAddress(address)}, so no reset was sent`
    session.raise(
      null,
      finding(
        'nack-command',
        message,
        before.tries.map((reply) => reply.seq),
        'error',
      ),
    )
    return
  }
  const { udid } = before.reply
  const { state, fields } = roster.add(udid, { address, addressBefore: address, evidence: [before.reply.seq] })
  session.phase('reset', 1)
  const sent = await session.sendCommand('reset', directedReset(address))
  const keeps = fields.addressType === 'fixed' || fields.addressType === 'persistent'
  const after = await confirm(session, state.device, { udid, address })
  const asExpected = sent.outcome === 'ok' && (after.kind === 'confirmed') === keeps
  const proof = after.kind === 'silent' ? after.evidence : [after.seq]
  roster.update(state.device, {
    address: after.kind === 'confirmed' ? address : null,
    confirmed: after.kind === 'confirmed',
    status: asExpected ? (keeps ? 'ok' : 'not_assigned') : 'failed',
    evidence: [before.reply.seq, sent.seq, ...proof],
  })
  if (asExpected) return
  const did = sent.outcome === 'ok' ? 'acknowledged the reset' : 'refused the reset'
  const holds = after.kind === 'confirmed' ? 'holds its address' : 'no longer answers at its address'
  const message = `A ${fields.addressType} device ${did} and ${holds}: not what the specification asks`
  session.raise(state.device, finding('nack-command', message, [sent.seq, ...proof], 'error'))
}
