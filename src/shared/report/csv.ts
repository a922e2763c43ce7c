import { stringify } from 'csv-stringify/browser/esm/sync'
import type { Run, RunDevice, RunTransaction } from '#shared/run/run.ts'

type Cell = string | number | boolean | null
type Row<Column extends string> = Readonly<Record<Column, Cell>>

const DEVICE_COLUMNS = [
  'schema_version',
  'run_id',
  'started_utc',
  'adapter',
  'adapter_serial',
  'index',
  'address',
  'address_8bit_write',
  'address_before',
  'assigned_by',
  'capabilities',
  'address_type',
  'pec_supported',
  'version',
  'udid_version',
  'silicon_revision',
  'vendor',
  'vendor_name',
  'device',
  'interface',
  'smbus_version',
  'interface_flags',
  'subsystem_vendor',
  'subsystem_device',
  'vendor_specific_id',
  'udid',
  'modalias',
  'class',
  'confirmed',
  'status',
  'findings',
] as const

const TRANSACTION_COLUMNS = [
  'seq',
  't_us',
  'duration_us',
  'step',
  'address',
  'operation',
  'written',
  'read',
  'outcome',
  'nack_index',
  'pec_expected',
  'pec_got',
  'pec_checked_by',
  'sr_gap_us',
  'usb_transfers',
] as const satisfies readonly (keyof RunTransaction)[]

/** The devices of a Run, one a row. `adapter` is its selector. */
export function renderDevicesCsv(run: Run): string {
  return renderTable(
    DEVICE_COLUMNS,
    run.devices.map((device) => deviceRow(run, device)),
  )
}

/** The transactions of a Run, one a row. */
export function renderTransactionsCsv(run: Run): string {
  return renderTable(TRANSACTION_COLUMNS, run.transactions.map(transactionRow))
}

function deviceRow(run: Run, device: RunDevice): Row<(typeof DEVICE_COLUMNS)[number]> {
  return {
    ...device,
    schema_version: run.schema_version,
    run_id: run.run_id,
    started_utc: run.started_utc,
    adapter: run.adapter.selector,
    adapter_serial: run.adapter.serial,
    udid: digits(device.udid),
    interface_flags: device.interface_flags.join(';'),
    findings: device.findings.map(({ code }) => code).join(';'),
  }
}

function transactionRow(transaction: RunTransaction): Row<(typeof TRANSACTION_COLUMNS)[number]> {
  return { ...transaction, written: digits(transaction.written), read: digits(transaction.read) }
}

/** Hex digits with `0x`, so that no spreadsheet takes them for a number: `4108…`, and `11e5` least of all. */
function digits(hex: string): string {
  return hex === '' ? '' : `0x${hex}`
}

function renderTable<Column extends string>(columns: readonly Column[], rows: readonly Row<Column>[]): string {
  return stringify([columns, ...rows.map((row) => columns.map((column) => cellText(row[column])))], {
    record_delimiter: '\r\n',
    quote_record_delimiter: true,
  })
}

function cellText(cell: Cell): string {
  if (cell === null) return ''
  const text = String(cell)
  return /^[=+\-@\t]/.test(text) ? `'${text}` : text
}
