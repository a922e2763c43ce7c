import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { renderDevicesCsv, renderTransactionsCsv } from '#shared/report/csv.ts'
import type { Run } from '#shared/run/run.ts'
import { anyRun, foldAll } from '../../support/arbitrary-run.ts'
import { EXAMPLE_EVENTS, STARTED } from '../../support/example-run.ts'
import { expectGolden } from '../../support/golden.ts'

const DEVICE_HEADER =
  'schema_version,run_id,started_utc,adapter,adapter_serial,index,address,address_8bit_write,address_before,assigned_by,' +
  'capabilities,address_type,pec_supported,version,udid_version,silicon_revision,vendor,vendor_name,device,interface,' +
  'smbus_version,interface_flags,subsystem_vendor,subsystem_device,vendor_specific_id,udid,modalias,class,confirmed,' +
  'status,findings'
const TRANSACTION_HEADER =
  'seq,t_us,duration_us,step,address,operation,written,read,outcome,nack_index,pec_expected,pec_got,pec_checked_by,' +
  'sr_gap_us,usb_transfers'

const example = foldAll(EXAMPLE_EVENTS)

const golden = (name: string): string => resolve(import.meta.dirname, 'golden', name)

/** The example with another adapter serial, as it comes out in the only row of its CSV. */
function serialCell(serial: string): string {
  const run = { ...example, adapter: { ...example.adapter, serial }, devices: example.devices.slice(0, 1) }
  return read(renderDevicesCsv(run))[0]?.['adapter_serial'] ?? 'no row'
}

function read(csv: string): Record<string, string>[] {
  return parse(csv, { columns: true, record_delimiter: '\r\n' })
}

describe('the CSV of the example', () => {
  it('has the devices as in the file beside this test', async () => {
    await expectGolden(golden('devices.csv'), renderDevicesCsv(example))
  })

  it('has the transactions as in the file beside this test', async () => {
    await expectGolden(golden('transactions.csv'), renderTransactionsCsv(example))
  })
})

describe('a CSV table', () => {
  it('has its header and all its columns without a single device', () => {
    expect(renderDevicesCsv(foldAll([STARTED]))).toBe(`${DEVICE_HEADER}\r\n`)
    expect(renderTransactionsCsv(foldAll([STARTED]))).toBe(`${TRANSACTION_HEADER}\r\n`)
  })

  it('reads back as the devices of any Run', () => {
    fc.assert(
      fc.property(anyRun, (run) => {
        expect(read(renderDevicesCsv(run))).toEqual(run.devices.map((device) => expectedDevice(run, device)))
      }),
    )
  })

  it('reads back as the transactions of any Run', () => {
    fc.assert(
      fc.property(anyRun, (run) => {
        const rows = run.transactions.map((transaction) => ({
          ...cells(transaction),
          written: transaction.written && `0x${transaction.written}`,
          read: transaction.read && `0x${transaction.read}`,
        }))
        expect(read(renderTransactionsCsv(run))).toEqual(rows)
      }),
    )
  })

  it('ends every line with CRLF and breaks no row in two', () => {
    fc.assert(
      fc.property(anyRun, (run) => {
        const unquoted = renderDevicesCsv(run).replaceAll(/"(?:[^"]|"")*"/g, '')
        expect(unquoted.split('\r\n')).toHaveLength(run.devices.length + 2)
        expect(unquoted.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/)
      }),
    )
  })
})

describe('a cell that a spreadsheet could take for a formula', () => {
  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '=HYPERLINK("http://x.example","y")'])('%j is guarded', (text) => {
    expect(serialCell(text)).toBe(`'${text}`)
  })

  it.each(['0002137841', "'=1", ' =1', 'a=1', '\r\n=1', ''])('%j is left alone', (text) => {
    expect(serialCell(text)).toBe(text)
  })
})

function expectedDevice(run: Run, device: Run['devices'][number]): Record<string, string> {
  const { matches, findings, interface_flags, udid, evidence, ...plain } = device
  expect(matches).toEqual([])
  expect(evidence).toEqual(expect.any(Array))
  return cells({
    ...plain,
    schema_version: run.schema_version,
    run_id: run.run_id,
    started_utc: run.started_utc,
    adapter: run.adapter.selector,
    adapter_serial: run.adapter.serial,
    interface_flags: interface_flags.join(';'),
    udid: `0x${udid}`,
    findings: findings.map(({ code }) => code).join(';'),
  })
}

function cells(row: Readonly<Record<string, string | number | boolean | null>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(row).map(([column, value]) => {
      const text = value === null ? '' : `${value}`
      return [column, '=+-@\t'.includes(text[0] ?? ' ') ? `'${text}` : text]
    }),
  )
}
