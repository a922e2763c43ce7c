import { ARP_COMMAND } from './commands.ts'
import { finding } from './findings.ts'
import type { ArpSession } from './session.ts'

/**
 * Prepare to ARP, repeated as DSP0237 figure 2 asks: every device that hears it takes part again and keeps
 * its address. A refusal is no fault: Fixed - Not Discoverable devices don't take it.
 */
export async function prepare(session: ArpSession): Promise<void> {
  session.phase('prepare', session.policy.prepareTimes)
  const refused: number[] = []
  for (let time = 0; time < session.policy.prepareTimes; time++) {
    const reply = await session.sendCommand('prepare', ARP_COMMAND.prepare)
    if (reply.outcome !== 'ok') refused.push(reply.seq)
  }
  if (refused.length === session.policy.prepareTimes) {
    session.raise(null, finding('prepare-not-acknowledged', 'Nobody acknowledged Prepare to ARP', refused))
  }
}

/** General Reset Device, repeated: volatile and random addresses are dropped, random UDIDs renewed. */
export async function resetAll(session: ArpSession): Promise<{ acknowledged: boolean; evidence: number[] }> {
  session.phase('reset', session.policy.resetTimes)
  let acknowledged = false
  const evidence: number[] = []
  for (let time = 0; time < session.policy.resetTimes; time++) {
    const reply = await session.sendCommand('reset', ARP_COMMAND.reset)
    acknowledged ||= reply.outcome === 'ok'
    evidence.push(reply.seq)
  }
  return { acknowledged, evidence }
}
