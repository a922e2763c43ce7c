import { AddressPool, WIDE_POOL } from '#shared/arp/address-pool.ts'
import { validateScenario } from '#shared/sim/scenario.ts'
import type { Scenario } from '#shared/sim/scenario-schema.ts'
import { enumerateOn, type SimulatedRun } from '../support/simulated-run.ts'

/**
 * What an enumeration costs, as counts and ratios: transactions, HID exchanges, wire time and the computing
 * of the whole stack (driver, chip model, wire, core, fold) for cards of different sizes.
 */
const SIZES = [1, 3, 20, 60] as const
const ADAPTERS = ['ideal', 'mcp2221', 'ch341'] as const
/** CPU time for a device on the largest card, against the same on a card of three, must stay below. */
const MAX_CPU_RATIO = 1.5
const DEVICES_PER_MEASUREMENT = 1800
const MEASUREMENTS = 5

interface Row {
  readonly devices: number
  readonly run: SimulatedRun['run']
  readonly cpuUsPerDevice: number
}

/** A card of volatile devices that differ in their vendor-specific ID. */
function cardOf(devices: number): Scenario {
  return validateScenario({
    schema_version: '1.0',
    name: `${devices} devices`,
    description: '',
    devices: Array.from({ length: devices }, (_, i) => ({
      kind: 'arp',
      udid: `810818f40001002518f40215${(i + 1).toString(16).padStart(8, '0')}`,
    })),
  })
}

async function enumerateCard(devices: number, adapter: (typeof ADAPTERS)[number]): Promise<SimulatedRun['run']> {
  const { run } = await enumerateOn(cardOf(devices), { pool: new AddressPool(WIDE_POOL, []) }, { adapter })
  if (run.summary.confirmed !== devices) throw new Error(`${run.summary.confirmed} of ${devices} devices confirmed`)
  return run
}

/** The least of several measurements: what disturbs one only ever adds to it. */
async function cpuUsPerDevice(devices: number, adapter: (typeof ADAPTERS)[number]): Promise<number> {
  const repeats = DEVICES_PER_MEASUREMENT / devices
  let least = Infinity
  for (let measurement = 0; measurement < MEASUREMENTS; measurement++) {
    const before = process.cpuUsage()
    for (let i = 0; i < repeats; i++) await enumerateCard(devices, adapter)
    const { user, system } = process.cpuUsage(before)
    least = Math.min(least, (user + system) / (devices * repeats))
  }
  return least
}

async function measure(adapter: (typeof ADAPTERS)[number]): Promise<Row[]> {
  const rows: Row[] = []
  for (const devices of SIZES) {
    const run = await enumerateCard(devices, adapter)
    rows.push({ devices, run, cpuUsPerDevice: await cpuUsPerDevice(devices, adapter) })
  }
  return rows
}

function print(adapter: string, rows: readonly Row[]): void {
  say(`\nEnumeration on ${adapter}, 100 kHz`)
  say('devices  transactions  each  exchanges  each  wire ms   run ms  run/wire  CPU us each')
  for (const { devices, run, cpuUsPerDevice: cpu } of rows) {
    const { transactions, usb_transfers: reports, wire_time_us: wireUs } = run.statistics
    const exchanges = reports / 2
    const wireMs = (wireUs ?? 0) / 1000
    const cells = [
      [devices, 7],
      [transactions, 12],
      [((transactions - CONSTANT) / devices).toFixed(1), 4],
      [exchanges, 9],
      [(exchanges / devices).toFixed(1), 4],
      [wireMs.toFixed(1), 7],
      [run.duration_ms.toFixed(1), 7],
      [(run.duration_ms / wireMs).toFixed(2), 8],
      [cpu.toFixed(0), 11],
    ] as const
    say(cells.map(([cell, width]) => String(cell).padStart(width)).join('  '))
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

/** Self-test 2, look 1, Prepare 3, the Get UDIDs that end it 3. */
const CONSTANT = 9

/**
 * HID reports of Linux 6.1's hid-mcp2221 for the same transactions, out and in, as logged by an emulated chip; its
 * polls cannot be told apart, and a NACK there is not followed by the cancel that frees the chip.
 */
const KERNEL_REPORTS = { prepare: 4, 'get-udid': 8, assign: 4, confirm: 8 } as const

/** The fewest USB transfers of each step: what it costs when the answer is ready at the first question. */
async function printSteps(): Promise<void> {
  say('\nUSB transfers a transaction, out and in, answered at once')
  say('step       mcp2221  hid-mcp2221  ch341')
  const [mcp2221, ch341] = [await enumerateCard(3, 'mcp2221'), await enumerateCard(3, 'ch341')]
  for (const [step, kernel] of Object.entries(KERNEL_REPORTS)) {
    const least = (run: SimulatedRun['run']): number =>
      Math.min(...run.transactions.filter((t) => t.step === step && t.outcome === 'ok').map((t) => t.usb_transfers))
    const cells = [least(mcp2221), kernel, least(ch341)].map((count, i) => String(count).padStart([7, 11, 5][i] ?? 0))
    say([step.padEnd(9), ...cells].join('  '))
    failed ||= least(mcp2221) > kernel
  }
}

let failed = false
for (const adapter of ADAPTERS) {
  const rows = await measure(adapter)
  print(adapter, rows)
  const cpuOf = (devices: number): number => rows.find((row) => row.devices === devices)?.cpuUsPerDevice ?? NaN
  const ratio = cpuOf(60) / cpuOf(3)
  say(`CPU time for a device, 60 against 3: ratio ${ratio.toFixed(2)} (must be below ${MAX_CPU_RATIO})`)
  failed ||= !(ratio < MAX_CPU_RATIO)
}
await printSteps()
process.exitCode = failed ? 1 : 0
