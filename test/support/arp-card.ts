import type { ArpEvent } from '#shared/arp/events.ts'
import type { Run, RunDevice } from '#shared/run/run.ts'
import type { Scenario, ScenarioInput } from '#shared/sim/scenario-schema.ts'
import { validateScenario } from '#shared/sim/scenario.ts'

type Entries = NonNullable<ScenarioInput['devices']>
type ArpEntry = Extract<Entries[number], { kind: 'arp' }>

/** A compliant ARP device, with `change` to it. */
export function arp(udid: string, change: Partial<ArpEntry> = {}): ArpEntry {
  return { kind: 'arp', udid, ...change }
}

/** A card with these devices on it. */
export function cardOf(...devices: Entries): Scenario {
  return validateScenario({ schema_version: '1.0', name: 'test', devices })
}

/** Bytes written to 0x61 in the order they were, one string a transaction. */
export function writtenTo61(run: Run): string[] {
  return run.transactions.filter(({ address }) => address === '0x61').map(({ written }) => written)
}

/** Transactions of one step. */
export function stepsOf(run: Run, step: Run['transactions'][number]['step']): Run['transactions'] {
  return run.transactions.filter((transaction) => transaction.step === step)
}

/** Codes of the findings of a device, or of the bus. */
export function codes(of: Pick<RunDevice | Run, 'findings'> | undefined): string[] {
  return of?.findings.map(({ code }) => code) ?? []
}

/** Every finding of a Run, as `severity code`, those of the bus first. */
export function allCodes(run: Run): string[] {
  return [run, ...run.devices].flatMap(({ findings }) => findings.map(({ severity, code }) => `${severity} ${code}`))
}

/** One line a device: UDID, address, who decided it, status, and whether it is confirmed. */
export function outcome(run: Run): string[] {
  return run.devices.map(
    ({ udid, address, assigned_by: by, status, confirmed }) =>
      `${udid} ${address ?? 'none'} ${by ?? 'nobody'} ${status}${confirmed ? ' confirmed' : ''}`,
  )
}

/** Events of one type. */
export function eventsOf<T extends ArpEvent['type']>(
  events: readonly ArpEvent[],
  type: T,
): Extract<ArpEvent, { type: T }>[] {
  return events.filter((event): event is Extract<ArpEvent, { type: T }> => event.type === type)
}
