import type { ArpEvent } from '#shared/arp/events.ts'
import { formatAddress } from '#shared/i2c/address.ts'
import type { LogLine } from './log.svelte.ts'

/** What an event is worth in the log; nothing for what the dialogue shows better. */
export function logLineOf(event: ArpEvent, utcMs: number): LogLine | undefined {
  const line = (text: string, level: LogLine['level'] = 'info'): LogLine => ({ utcMs, level, source: 'run', text })
  switch (event.type) {
    case 'run-started':
      return line(`${event.operation} on ${event.adapter.selector} at ${event.clockHz / 1000} kHz`)
    case 'lines':
      return line(`SCL ${event.levels.scl}, SDA ${event.levels.sda} ${event.when} the run`)
    case 'phase':
      return line(`${event.step}${event.total === null ? '' : `, ${event.total} transactions expected`}`)
    case 'address-chosen': {
      const over = event.refused.map(({ address, why }) => `${formatAddress(address)} (${why})`)
      const passed = over.length > 0 ? `; passed over ${over.join(', ')}` : ''
      return line(`device ${event.device}: ${formatAddress(event.address)}, ${event.why}${passed}`)
    }
    case 'finding':
      return line(`${event.code}: ${event.message}${evidence(event.evidence)}`, event.severity)
    case 'presence':
      return line(`device ${event.device} ${event.change}${evidence(event.evidence)}`)
    case 'other-address':
      return line(`${formatAddress(event.address)} answers to ${event.answersTo}`)
    case 'check':
      return line(`${event.id} ${event.verdict}: ${event.reason}`, event.verdict === 'fail' ? 'error' : 'info')
    case 'step':
      return line(`${event.command}: ${event.words}`)
    case 'restarted':
      return line(`begun again: ${event.why}`, 'warning')
    case 'run-finished':
      return line(`${event.complete ? 'finished' : 'cut short'} after ${event.durationMs} ms`)
    case 'device':
    case 'transaction':
    case 'exchange':
      return undefined
  }
}

function evidence(seqs: readonly number[]): string {
  return seqs.length === 0 ? '' : ` [${seqs.map((seq) => `#${seq}`).join(' ')}]`
}
