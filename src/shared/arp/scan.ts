import type { PlannedProbe } from '#shared/i2c/scan.ts'
import type { ArpSession } from './session.ts'

/**
 * Carries out a planned scan; who answers comes as `other-address` events. Nothing is sent to 0x61, nor to an
 * address that a driver of the kernel has.
 */
export async function scan(session: ArpSession, plan: readonly PlannedProbe[]): Promise<void> {
  session.phase('scan', plan.filter(({ probe }) => probe !== 'skip').length)
  for (const { address, probe } of plan) {
    if (probe === 'skip') continue
    if (session.occupied.has(address)) {
      session.observe({ type: 'other-address', address, answersTo: 'kernel-driver' })
      continue
    }
    const met = probe === 'quick' ? await session.quickProbe('scan', address) : await session.probe('scan', address)
    if (met?.acknowledged) session.observe({ type: 'other-address', address, answersTo: probe })
  }
}
