import { addressNumber } from './address-text.ts'
import type { RunDevice, RunTransaction } from '#shared/run/run.ts'
import { concernOf, pecWords, udidOnWire } from './transaction-words.ts'

/** Whether a transaction is shown; `before` is the one before it in the run. */
export type TransactionFilter = (transaction: RunTransaction, before: RunTransaction | undefined) => boolean

/** A filter, or what is wrong with its text. */
export type ParsedFilter =
  { readonly ok: true; readonly filter: TransactionFilter | null } | { readonly ok: false; readonly message: string }

type Names = ReadonlyMap<string, RunDevice>

/** What can stand before a colon, and an example: shown to people who ask, and where a word is unknown. */
export const FILTER_WORDS: readonly (readonly [string, string])[] = [
  ['address:0x61', 'on the wire'],
  ['device:0x64', 'about the device there'],
  ['step:assign', 'what it was for'],
  ['outcome:nack', 'ok, nack, pec-mismatch, timeout…'],
  ['udid:8086', 'these digits in the UDID'],
  ['bytes:c203', 'these bytes, anywhere'],
  ['gap>10ms', 'after a pause'],
  ['time>2ms', 'that took longer'],
  ['seq<100', 'by number'],
  ['-step:probe', 'not these'],
]

const UNITS: Readonly<Record<string, number>> = { '': 1, us: 1, µs: 1, ms: 1000, s: 1e6 }

/** The time between the end of one transaction and the beginning of the next, in microseconds. */
export function gapUs(transaction: RunTransaction, before: RunTransaction | undefined): number | null {
  return before ? Math.max(0, transaction.t_us - before.t_us - before.duration_us) : null
}

/** Reads `address:0x61 outcome:pec-mismatch gap>10ms`: all of it has to hold, a leading `-` turns a word round. */
export function parseFilter(text: string, names: Names): ParsedFilter {
  const filters: TransactionFilter[] = []
  for (const word of text.trim().split(/\s+/).filter(Boolean)) {
    const isNegated = word.startsWith('-') && word.length > 1
    const filter = parseWord(isNegated ? word.slice(1) : word, names)
    if (typeof filter === 'string') return { ok: false, message: filter }
    filters.push(isNegated ? (one, before) => !filter(one, before) : filter)
  }
  if (filters.length === 0) return { ok: true, filter: null }
  return { ok: true, filter: (one, before) => filters.every((filter) => filter(one, before)) }
}

function parseWord(word: string, names: Names): TransactionFilter | string {
  const comparison = /^(gap|time|seq)(<=|>=|<|>|=)([\d.]+)(us|µs|ms|s)?$/.exec(word)
  if (comparison) return compare(comparison)
  const colon = word.indexOf(':')
  if (colon < 0) return anywhere(word.toLowerCase())
  const [key, value] = [word.slice(0, colon), word.slice(colon + 1).toLowerCase()]
  if (value === '') return `${key}: needs something after the colon`
  switch (key) {
    case 'address':
      return onAddress(value, (transaction) => addressNumber(transaction.address))
    case 'device':
      return onAddress(value, (transaction) => concernOf(transaction, names))
    case 'step':
      return ({ step }) => step?.startsWith(value) ?? false
    case 'outcome':
      return byOutcome(value)
    case 'udid':
      return (transaction) => udidOnWire(transaction)?.includes(value) ?? false
    case 'bytes':
      return ({ written, read }) => written.includes(value) || read.includes(value)
    default:
      return `there is no "${key}:"; try address:, device:, step:, outcome:, udid:, bytes:, gap>, time>, seq>`
  }
}

function compare([, what = '', sign = '', number = '', unit = '']: RegExpExecArray): TransactionFilter | string {
  if (what === 'seq' && unit !== '') return 'seq is a number without a unit'
  const limit = Number(number) * (UNITS[unit] ?? 1)
  const holds = (value: number): boolean => {
    if (sign === '=') return value === limit
    if (sign.startsWith('>')) return value > limit || (sign === '>=' && value === limit)
    return value < limit || (sign === '<=' && value === limit)
  }
  if (what === 'seq') return ({ seq }) => holds(seq)
  if (what === 'time') return ({ duration_us: us }) => holds(us)
  return (one, before) => {
    const gap = gapUs(one, before)
    return gap !== null && holds(gap)
  }
}

function onAddress(value: string, of: (transaction: RunTransaction) => number | null): TransactionFilter | string {
  const digits = value.replace(/^0x/, '')
  if (!/^[0-9a-f]{1,2}$/.test(digits)) return `"${value}" is no address such as 0x61`
  const address = Number.parseInt(digits, 16)
  return (transaction) => of(transaction) === address
}

function byOutcome(value: string): TransactionFilter {
  if (value === 'pec-mismatch') return (transaction) => pecWords(transaction).state === 'bad'
  if (value === 'fault') return isFault
  return ({ outcome }) => outcome === value || outcome.startsWith(`${value}-`)
}

/** What should not happen: neither an ACK nor a NACK that only says that nobody is there. */
export function isFault(transaction: RunTransaction): boolean {
  if (pecWords(transaction).state === 'bad') return true
  const { outcome, step } = transaction
  if (outcome === 'ok') return false
  if (!outcome.startsWith('nack-')) return true
  return step === 'assign' || step === 'confirm'
}

function anywhere(text: string): TransactionFilter {
  return ({ step, outcome, written, read, address }) =>
    (step?.includes(text) ?? false) ||
    outcome.includes(text) ||
    address.includes(text) ||
    written.includes(text) ||
    read.includes(text)
}
