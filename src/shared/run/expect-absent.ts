import { formatAddress } from '#shared/i2c/address.ts'
import { planScan, type PlannedProbe } from '#shared/i2c/scan.ts'
import type { Check } from './check.ts'
import { absentAddresses, type Expectation } from './expectation.ts'
import type { Run, RunTransaction } from './run.ts'

const PROBING_STEPS: ReadonlySet<string | null> = new Set(['probe', 'scan'])

/** How the addresses nobody is to be at are probed, the safest way for each. */
export function planAbsent(expectation: Expectation, canQuickWrite: boolean): readonly PlannedProbe[] {
  return planScan(absentAddresses(expectation), 'auto', canQuickWrite)
}

/** One check for each address nobody is to be at; skipped where the run did not probe it. */
export function absentChecks(run: Run, expectation: Expectation): Check[] {
  return absentAddresses(expectation).map((number) => {
    const address = formatAddress(number)
    return { subject: 'expectation', name: `nobody is at ${address}`, ...verdict(run, address) }
  })
}

function verdict(run: Run, address: string): Omit<Check, 'subject' | 'name'> {
  const holder = run.devices.find((device) => device.address === address)
  if (holder) {
    return { outcome: 'failed', message: `${holder.udid} is there`, details: [], evidence: holder.evidence }
  }
  const probes = run.transactions.filter((probe) => probe.address === address && PROBING_STEPS.has(probe.step))
  const evidence = probes.map(({ seq }) => seq)
  if (run.other_addresses.some((other) => other.address === address) || probes.some(isAcknowledged)) {
    return { outcome: 'failed', message: 'something acknowledged there', details: [], evidence }
  }
  if (probes.length === 0) return { outcome: 'skipped', message: 'not probed in this run', details: [], evidence }
  const unclear = probes.find(({ outcome }) => !outcome.startsWith('nack-'))
  if (unclear) return { outcome: 'failed', message: `its probe ended in ${unclear.outcome}`, details: [], evidence }
  return {
    outcome: 'passed',
    message: '',
    details: ['not acknowledged; parts that ignore probes stay unseen'],
    evidence,
  }
}

function isAcknowledged({ outcome }: RunTransaction): boolean {
  return outcome === 'ok'
}
