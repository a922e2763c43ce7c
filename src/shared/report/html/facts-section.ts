import type { Run } from '#shared/run/run.ts'
import { clockText, durationText } from '../words.ts'
import { markup, type Markup } from './markup.ts'

type Fact = readonly [name: string, value: string]

/** Under which circumstances all this was seen, and who agreed to it. */
export function factsSections(run: Run): Markup {
  return markup`<div class="circumstances">
    ${section('statistics', 'Statistics', statistics(run))} ${section('environment', 'Environment', environment(run))}
    ${section('consent', 'Consent', consent(run))} ${section('settings', 'Settings', settings(run))}
  </div>`
}

function section(id: string, title: string, facts: readonly Fact[]): Markup {
  const rows = facts.map(
    ([name, value]) =>
      markup`<dt>${name}</dt>
        <dd>${value}</dd>`,
  )
  return markup`<section aria-labelledby="${id}">
    <h2 id="${id}">${title}</h2>
    <dl>${rows}</dl>
  </section>`
}

function statistics({ statistics: counts }: Run): Fact[] {
  return [
    ['Transactions', String(counts.transactions)],
    ['Retries', String(counts.retries)],
    ['Not acknowledged', String(counts.nacks)],
    ['Wrong PECs', String(counts.pec_errors)],
    ['Time on the wire', counts.wire_time_us === null ? 'not known' : durationText(counts.wire_time_us)],
    ['USB transfers', String(counts.usb_transfers)],
    ['Longest SCL low before a repeated START', bound(counts.longest_sr_gap_us)],
    ...(counts.transactions_dropped > 0 ? [['Not kept', String(counts.transactions_dropped)] as const] : []),
  ]
}

function bound(us: number | null): string {
  return us === null ? 'not known' : `${durationText(us)} at most`
}

function environment({ tool, host, adapter, bus, run_id, started_utc, finished_utc }: Run): Fact[] {
  const { capabilities } = adapter
  return [
    ['Run', run_id],
    ['Started', started_utc],
    ['Finished', finished_utc ?? 'not finished'],
    ['Program', `${tool.name} ${tool.version}`],
    ['Computer', `${host.os} ${host.arch}`],
    ['Adapter', `${adapter.product} (${adapter.selector})`],
    ['Serial, firmware', `${adapter.serial ?? 'none'}, ${adapter.firmware ?? 'not known'}`],
    ['Repeated START', capabilities.repeated_start ? 'yes' : 'no'],
    ['Tells which byte is refused', capabilities.nack_reporting],
    ['Sees lost arbitration', capabilities.reports_arbitration_loss ? 'yes' : 'no'],
    ['Clock', clockText(bus.clock_hz)],
    ['Lines before', `SCL ${bus.lines_before.scl}, SDA ${bus.lines_before.sda}`],
    ['Lines after', `SCL ${bus.lines_after.scl}, SDA ${bus.lines_after.sda}`],
  ]
}

function consent({ consent: { armed, by, at_utc: at } }: Run): Fact[] {
  if (!armed) return [['ARP', 'not armed: nothing was sent to 0x61']]
  return [
    ['ARP', 'armed'],
    ['By', by ?? 'not known'],
    ['At', at ?? 'not known'],
  ]
}

function settings({ settings: set }: Run): Fact[] {
  const yesNo = (value: boolean): string => (value ? 'yes' : 'no')
  return [
    ['Pool', addresses(set.pool)],
    ['Kept free', addresses(set.reserved)],
    ['PEC', set.pec],
    ['Probe before assigning', yesNo(set.probe)],
    ['Move persistent devices', yesNo(set.move)],
    ['Walk for fixed devices', yesNo(set.with_fixed)],
    ['Reset first', yesNo(set.reset_first)],
    ['Prepare anyway', yesNo(set.prepare_anyway)],
    ['Clock asked for', clockText(set.clock_hz)],
    ['Timeout', durationText(set.timeout_ms * 1000)],
  ]
}

/** `0x11-0x17, 0x20`: runs of three or more as a range. */
function addresses(list: readonly string[]): string {
  const runs: string[][] = []
  for (const address of list) {
    const last = runs.at(-1)
    if (last && Number(last.at(-1)) + 1 === Number(address)) last.push(address)
    else runs.push([address])
  }
  const words = runs.map((run) => (run.length > 2 ? `${run[0] ?? ''}-${run.at(-1) ?? ''}` : run.join(', ')))
  return words.join(', ') || 'none'
}
