import { formatAddress } from '#shared/i2c/address.ts'
import type { Check } from './check.ts'
import { absentAddresses, type Expectation } from './expectation.ts'
import { probesOf } from './probes.ts'
import type { Run, RunTransaction } from './run.ts'

/** One check for each address nobody is to be at. */
export function absentChecks(run: Run, expectation: Expectation): Check[] {
  return absentAddresses(expectation).map((address) => absentCheck(run, formatAddress(address)))
}

function absentCheck(run: Run, address: string): Check {
  const name = `absent ${address}`
  const holder = run.devices.find((device) => device.address === address)
  if (holder) return present(name, `the ARP device ${holder.udid}`, holder.evidence)
  const probes = probesOf(run).filter((probe) => probe.address === address)
  const evidence = probes.map(({ seq }) => seq)
  if (run.other_addresses.some((other) => other.address === address) || probes.some(isAcknowledged)) {
    return present(name, `something that acknowledged ${address}`, evidence)
  }
  const unclear = probes.find(({ outcome }) => !outcome.startsWith('nack-'))
  if (unclear) {
    const message = `could not be told: the probe of ${address} ended in ${unclear.outcome}`
    return { name, outcome: 'fail', message, differences: [], evidence }
  }
  if (probes.length === 0) {
    return { name, outcome: 'skip', message: `${address} was not probed in this run`, differences: [], evidence }
  }
  const message = `nobody acknowledged ${address}; parts that ignore probes stay invisible`
  return { name, outcome: 'pass', message, differences: [], evidence }
}

function isAcknowledged({ outcome }: RunTransaction): boolean {
  return outcome === 'ok'
}

function present(name: string, found: string, evidence: readonly number[]): Check {
  const differences = [{ field: 'address', expected: 'nobody', found }]
  return { name, outcome: 'fail', message: `expected nobody, found ${found}`, differences, evidence }
}
