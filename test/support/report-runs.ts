import type { BuiltInName } from '#shared/sim/scenarios/built-in.ts'
import { loadBuiltIn } from '#shared/sim/scenarios/built-in.ts'
import type { Run } from '#shared/run/run.ts'
import { enumerateOn } from './simulated-run.ts'

/** The simulated cards whose reports are kept as files: well, disturbed, noisy, empty, dead. */
export const REPORTED_SCENARIOS = [
  'pcie-card',
  'second-controller',
  'bad-pec',
  'empty',
  'unpowered',
] as const satisfies readonly BuiltInName[]

/** The Run of an enumeration of a built-in card; the same every time. */
export async function reportedRun(name: BuiltInName, adapter: 'ideal' | 'mcp2221' = 'ideal'): Promise<Run> {
  return (await enumerateOn(await loadBuiltIn(name), {}, { adapter })).run
}
