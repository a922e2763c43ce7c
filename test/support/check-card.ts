import { AddressPool, CARD_POOL } from '#shared/arp/address-pool.ts'
import { checkCompliance, type ComplianceOptions } from '#shared/compliance/compliance.ts'
import type { Run, RunCheck } from '#shared/run/run.ts'
import type { Scenario } from '#shared/sim/scenario-schema.ts'
import { enumerateOptions, runOn, type SimulatedRun, type SimulatedRunOptions } from './simulated-run.ts'

/** Makes the checks on a card, with `change` to their options. */
export function checkOn(
  scenario: Scenario,
  change: Partial<ComplianceOptions> = {},
  options: SimulatedRunOptions = {},
): Promise<SimulatedRun> {
  const complete = { ...enumerateOptions({ pool: new AddressPool(CARD_POOL, []) }), checks: [], udid: null, ...change }
  return runOn(scenario, (session) => checkCompliance(session, complete), { operation: 'check', ...options })
}

/** Names of the checks that came out as `verdict`, those of one device. */
export function verdicts(run: Run, verdict: RunCheck['verdict'], device: number | null = 0): string[] {
  return (run.checks ?? []).filter((check) => check.verdict === verdict && check.device === device).map(({ id }) => id)
}
