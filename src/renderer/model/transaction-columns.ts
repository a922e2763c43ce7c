import type { RunTransaction } from '#shared/run/run.ts'
import { bareHex, durationText } from './text.ts'
import { gapUs } from './transaction-filter.ts'

/** A column of the table of transactions. */
export interface Column {
  readonly key: string
  readonly title: string
  readonly width: string
  readonly isNumber: boolean
  readonly text: (transaction: RunTransaction, before: RunTransaction | undefined) => string
}

/** Every column there is, in the order they stand in at first. */
export const COLUMNS: readonly Column[] = [
  { key: 'seq', title: '#', width: '52px', isNumber: true, text: ({ seq }) => String(seq) },
  { key: 'time', title: 'at', width: '88px', isNumber: true, text: ({ t_us: us }) => durationText(us) },
  { key: 'gap', title: 'gap', width: '84px', isNumber: true, text: gapText },
  { key: 'took', title: 'took', width: '78px', isNumber: true, text: ({ duration_us: us }) => durationText(us) },
  { key: 'step', title: 'step', width: '84px', isNumber: false, text: ({ step }) => step ?? '' },
  { key: 'address', title: 'address', width: '62px', isNumber: false, text: ({ address }) => address },
  {
    key: 'operation',
    title: 'operation',
    width: '82px',
    isNumber: false,
    text: ({ operation }) => operation.replace('_', '+'),
  },
  {
    key: 'written',
    title: 'written',
    width: 'minmax(90px, 1fr)',
    isNumber: false,
    text: ({ written }) => spaced(written),
  },
  { key: 'read', title: 'read', width: 'minmax(90px, 1.2fr)', isNumber: false, text: ({ read }) => spaced(read) },
  { key: 'outcome', title: 'outcome', width: '104px', isNumber: false, text: ({ outcome }) => outcome },
  {
    key: 'nack',
    title: 'NACK at',
    width: '62px',
    isNumber: true,
    text: ({ nack_index: at }) => (at === null ? '' : String(at)),
  },
  { key: 'pec', title: 'PEC', width: '78px', isNumber: false, text: pecText },
  {
    key: 'sr',
    title: 'Sr gap',
    width: '72px',
    isNumber: true,
    text: ({ sr_gap_us: us }) => (us === null ? '' : durationText(us)),
  },
  { key: 'usb', title: 'USB', width: '44px', isNumber: true, text: ({ usb_transfers: count }) => String(count) },
]

/** The columns shown until somebody says otherwise. */
export const USUAL_COLUMNS: readonly string[] = COLUMNS.map(({ key }) => key).filter(
  (key) => !['took', 'operation', 'sr', 'usb'].includes(key),
)

/** Rows as tab-separated text, headed by the columns' titles. */
export function tableText(
  columns: readonly Column[],
  transactions: readonly RunTransaction[],
  rows: readonly number[],
): string {
  const line = (index: number): string => {
    const transaction = transactions[index]
    if (!transaction) return ''
    return columns.map(({ text }) => text(transaction, transactions[index - 1])).join('\t')
  }
  return `${columns.map(({ title }) => title).join('\t')}\n${rows.map((index) => `${line(index)}\n`).join('')}`
}

function gapText(transaction: RunTransaction, before: RunTransaction | undefined): string {
  const us = gapUs(transaction, before)
  return us === null ? '' : `+${durationText(us)}`
}

function pecText({ pec_got: got, pec_expected: expected }: RunTransaction): string {
  if (expected === null) return ''
  if (got === null || got === expected) return bareHex(expected)
  return `${bareHex(got)} ≠ ${bareHex(expected)}`
}

function spaced(hex: string): string {
  return hex.toUpperCase().replaceAll(/(..)(?=.)/g, '$1 ')
}
