import type { ArpEvent } from '#shared/arp/events.ts'
import { formatByte } from '#shared/i2c/hex.ts'
import type { Transaction } from '#shared/i2c/recorder.ts'

/** What is known of a transaction beyond its bytes. */
export type Exchange = Pick<Extract<ArpEvent, { type: 'exchange' }>, 'retry' | 'pecExpected' | 'pecGot'> & {
  readonly step: string
}

/** What a line of dialogue tells of a transaction. */
type Told = Pick<
  Transaction,
  'seq' | 'operation' | 'address' | 'written' | 'read' | 'outcome' | 'nackIndex' | 'message'
>

const STEP_WIDTH = 'self-test'.length

/**
 * One transaction as a line of dialogue: number, time since the one before began, what it was for, then the bytes with
 * START, repeated START and STOP, the byte that was refused marked N, and the PEC. `arpeggio decode frame` reads the bytes.
 */
export function dialogueLine(transaction: Told, exchange: Exchange, sinceUs: number): string {
  const seq = `#${transaction.seq}`.padEnd(5)
  const since = `+${(sinceUs / 1000).toFixed(2)}ms`.padStart(10)
  const step = exchange.step.padEnd(STEP_WIDTH)
  const retry = exchange.retry ? ' (again)' : ''
  return (
    [`${seq}${since}  ${step}  ${wire(transaction)}`, pecWords(exchange), troubleWords(transaction)]
      .filter(Boolean)
      .join('  ') + retry
  )
}

/** The bytes of a transaction as they went over the wire. */
function wire({ operation, address, written, read, nackIndex }: Told): string {
  const at = address.toString(16).padStart(2, '0')
  const sent = operation === 'read' ? [`${at}r`] : [`${at}w`, ...pairs(written)]
  const again = operation === 'write_read' ? [`${at}r`] : []
  const tokens = ['S', ...markRefused(sent, 0, nackIndex)]
  // Whatever was refused, nothing follows it but the STOP.
  const isRefused = typeof nackIndex === 'number' && nackIndex < sent.length
  if (!isRefused && again.length > 0) tokens.push('Sr', ...markRefused(again, sent.length, nackIndex))
  if (nackIndex === 'unknown') tokens.push('N?')
  return [...tokens, ...pairs(read), 'P'].join(' ')
}

/** The bytes up to the refused one, which gets its mark. */
function markRefused(bytes: readonly string[], firstIndex: number, nackIndex: Transaction['nackIndex']): string[] {
  const refused = typeof nackIndex === 'number' ? nackIndex - firstIndex : -1
  if (refused < 0 || refused >= bytes.length) return [...bytes]
  return [...bytes.slice(0, refused + 1), 'N']
}

function pairs(hex: string): string[] {
  return hex.match(/../g) ?? []
}

function pecWords({ pecExpected, pecGot }: Exchange): string {
  if (pecExpected === null) return ''
  if (pecGot === null) return `PEC ${formatByte(pecExpected)} sent`
  if (pecGot === pecExpected) return `PEC ${formatByte(pecGot)} ok`
  return `PEC got ${formatByte(pecGot)}, expected ${formatByte(pecExpected)}`
}

function troubleWords({ outcome, message }: Told): string {
  const isPlain = outcome === 'ok' || outcome.startsWith('nack-')
  return [isPlain ? '' : outcome, message ?? ''].filter(Boolean).join(': ')
}
