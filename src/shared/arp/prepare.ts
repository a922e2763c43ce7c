import { ARP_COMMAND } from './commands.ts'
import { finding } from './findings.ts'
import type { ArpSession } from './session.ts'

/**
 * Prepare to ARP, repeated as DSP0237 figure 2 asks: every device that hears it takes part again and keeps
 * its address. A refusal is no fault: Fixed - Not Discoverable devices don't take it.
 */
export async function prepare(session: ArpSession): Promise<void> {
  const { prepareTimes } = session.policy
  session.phase('prepare', prepareTimes)
  const refused: number[] = []
  for (let time = 0; time < prepareTimes; time++) {
    const reply = await session.sendCommand('prepare', ARP_COMMAND.prepare)
    if (reply.outcome !== 'ok') refused.push(reply.seq)
  }
  if (refused.length === 0) return
  const times = refused.length === prepareTimes ? '' : `, ${refused.length} of ${prepareTimes} times`
  session.raise(null, finding('prepare-not-acknowledged', `Nobody acknowledged Prepare to ARP${times}`, refused))
}

/** General Reset Device, repeated: volatile and random addresses are dropped, random UDIDs renewed. */
export async function resetAll(session: ArpSession): Promise<{ acknowledged: boolean; evidence: number[] }> {
  const { resetTimes } = session.policy
  session.phase('reset', resetTimes)
  const refused: number[] = []
  const evidence: number[] = []
  for (let time = 0; time < resetTimes; time++) {
    const reply = await session.sendCommand('reset', ARP_COMMAND.reset)
    if (reply.outcome !== 'ok') refused.push(reply.seq)
    evidence.push(reply.seq)
  }
  const acknowledged = refused.length < resetTimes
  if (refused.length > 0) {
    const message = acknowledged
      ? `The general Reset Device was refused, ${refused.length} of ${resetTimes} times`
      : 'Nobody acknowledged the general Reset Device'
    session.raise(null, finding('nack-command', message, refused, acknowledged ? 'info' : 'error'))
  }
  return { acknowledged, evidence }
}
