import type { FindingCode } from '#shared/arp/findings.ts'
import { clockText, counted } from '#shared/report/words.ts'
import type { Run } from '#shared/run/run.ts'
import { arpEntries, type ArpEntry } from './arp-entries.ts'
import { bystanders, unprovenDevices } from './bystanders.ts'
import { otherControllers } from './controllers.ts'
import { listEvidence } from './evidence.ts'
import type { ScenarioInput } from '../scenario-schema.ts'

type Entry = NonNullable<ScenarioInput['devices']>[number]

const SLOWEST_HZ = 10_000
const FASTEST_HZ = 400_000

/**
 * A scenario that behaves as the bus of a Run did, as far as the Run shows it: run again in the same way, it gives the
 * same devices. Whatever the Run holds, the result is a valid scenario.
 */
export function reconstructScenario(run: Run): ScenarioInput {
  const evidence = listEvidence(run)
  const arps = arpEntries(run, evidence)
  const held = new Set(arps.map(({ address }) => address))
  const others = bystanders(run).filter((entry) => !('address' in entry && held.has(String(entry.address))))
  const devices = [...arps, ...unprovenDevices(run, evidence), ...others, ...otherControllers(run, evidence)]
  const { lines_before: lines } = run.bus
  return {
    schema_version: '1.0',
    name: `reconstructed-${run.run_id.slice(0, 8)}`,
    description: describe(run, arps, devices),
    clock_hz: Math.min(Math.max(run.bus.clock_hz, SLOWEST_HZ), FASTEST_HZ),
    devices,
    lines: { sda_held: lines.sda === 'low', scl_held: lines.scl === 'low' },
    adapter: { quirks: hasFinding(run, 'acks-everything') ? ['acks-everything'] : [] },
  }
}

function hasFinding({ findings }: Run, wanted: FindingCode): boolean {
  return findings.some(({ code }) => code === wanted)
}

function describe(run: Run, arps: readonly ArpEntry[], devices: readonly Entry[]): string {
  const { adapter, operation, run_id: id, started_utc: started, bus } = run
  const faulty = arps.filter(({ faults, behaviour }) => faults !== undefined || behaviour !== undefined).length
  const others = devices.filter(({ kind }) => kind !== 'arp' && kind !== 'controller').length
  const parts = [
    `Reconstructed from the ${operation} run ${id} of ${started} through a ${adapter.kind} adapter at ${clockText(bus.clock_hz)}`,
    `${counted(arps.length, 'ARP device')} by UDID and by the address each reported first, ${faulty} with what went wrong`,
    `${counted(others, 'other address', 'other addresses')} by the kind of part that is usual there`,
  ]
  const cut = run.complete ? '' : ' The run was cut short: there may be more on the bus.'
  return `${parts.join('; ')}. What is in registers and memories, timing within a transaction, and whoever was not asked, are not known.${cut}`
}
