import { AddressPool, WIDE_POOL } from '#shared/arp/address-pool.ts'
import type { Run, RunTransaction } from '#shared/run/run.ts'
import { validateScenario } from '#shared/sim/scenario.ts'
import type { Scenario } from '#shared/sim/scenario-schema.ts'
import { enumerateOn, type SimulatedRunOptions } from '../support/simulated-run.ts'
import { leastCpuUs } from './least.ts'
import type { BenchTable } from './table.ts'

type Adapter = NonNullable<SimulatedRunOptions['adapter']>

const SIZES = [1, 3, 20, 60, 80] as const
/** Wall time of the run against its wire time and the exchanges it can't do without. */
const MAX_EFFICIENCY = 1.15
/** CPU time for a device on a large card, against the same on a card of three: the simulator lets all of them arbitrate. */
const MAX_CPU_RATIO = 1.5
const DEVICES_PER_MEASUREMENT = 1200
/** One report, or one bulk transfer, takes one USB frame. */
const TRANSFER_MS = 1

/**
 * Reports of the fewest an MCP2221 can be asked in, out and in: `90 10`, `91 40`, `94 93 40`, and after a refused byte the
 * cancel, which takes the place of what was still to be asked.
 */
const MCP2221_LEAST = {
  write: { ok: 4, nack: 6 },
  read: { ok: 4, nack: 6 },
  write_read: { ok: 6, nack: 6 },
} as const

/** USB transfers that a transaction can't do without. A CH341 takes one packet out and one in, whatever happens. */
const LEAST: Readonly<Record<Adapter, (transaction: RunTransaction) => number>> = {
  ideal: () => 0,
  mcp2221: ({ operation, outcome }) => MCP2221_LEAST[operation][outcome === 'ok' ? 'ok' : 'nack'],
  ch341: () => 2,
}

/** The clock that hid-mcp2221 sets: the others run at the same where they are held against it. */
const KERNEL_CLOCK_HZ = 400_000
/**
 * Reports of Linux 6.1's hid-mcp2221 for the same transactions, out and in, as logged by an emulated chip; its
 * polls cannot be told apart, and a combined transfer that is refused is not followed by the cancel that frees the chip.
 */
const KERNEL_REPORTS = {
  write: { ok: 4, nack: 6 },
  read: { ok: 6, nack: 16 },
  write_read: { ok: 8, nack: 18 },
} as const
const STEPS = ['prepare', 'get-udid', 'assign', 'confirm'] as const

/** What an enumeration costs the bus, the adapter and the processor, for cards of 1 to 80 devices. */
export async function benchEnumeration(): Promise<readonly BenchTable[]> {
  const tables: BenchTable[] = []
  for (const adapter of ['ideal', 'mcp2221', 'ch341'] as const) tables.push(await enumerationOn(adapter))
  return [...tables, await transfersOfSteps()]
}

async function enumerationOn(adapter: Adapter): Promise<BenchTable> {
  const broken: string[] = []
  const rows: (string | number)[][] = []
  const cpuUs = new Map<number, number>()
  for (const devices of SIZES) {
    const run = await enumerateCard(devices, adapter)
    const repeats = Math.ceil(DEVICES_PER_MEASUREMENT / devices)
    cpuUs.set(devices, (await leastCpuUs(repeats, () => enumerateCard(devices, adapter))) / devices)
    const { transactions, usb_transfers: transfers, wire_time_us: wireUs } = run.statistics
    const wireMs = (wireUs ?? 0) / 1000
    const least = run.transactions.reduce((sum, transaction) => sum + LEAST[adapter](transaction), 0)
    const efficiency = run.duration_ms / (wireMs + least * TRANSFER_MS)
    const cpuRatio = (cpuUs.get(devices) ?? NaN) / (cpuUs.get(SIZES[1]) ?? NaN)
    if (efficiency > MAX_EFFICIENCY)
      broken.push(`${devices} devices on ${adapter} take ${efficiency.toFixed(2)} times what they must`)
    if (cpuRatio > MAX_CPU_RATIO)
      broken.push(`a device among ${devices} costs ${cpuRatio.toFixed(2)} times one among three`)
    rows.push([
      devices,
      transactions,
      `${transfers} of ${least}`,
      wireMs.toFixed(1),
      run.duration_ms.toFixed(1),
      efficiency.toFixed(2),
      Number.isNaN(cpuRatio) ? '' : cpuRatio.toFixed(2),
    ])
  }
  return {
    title: `Enumeration on ${adapter}, 100 kHz`,
    method: `On the simulated clock, with a USB transfer a millisecond. Efficiency: the run's time against its time on the wire and the USB transfers it can't do without; at most ${MAX_EFFICIENCY}.`,
    columns: [
      'devices',
      'transactions',
      'USB transfers, least',
      'wire ms',
      'run ms',
      'efficiency',
      'CPU a device, to 3',
    ],
    rows,
    broken,
  }
}

/** USB transfers of a transaction of each step, answered at the first question, and of a whole enumeration. */
async function transfersOfSteps(): Promise<BenchTable> {
  const mcp2221 = await enumerateCard(3, 'mcp2221', KERNEL_CLOCK_HZ)
  const ch341 = await enumerateCard(3, 'ch341', KERNEL_CLOCK_HZ)
  const whole = 'enumeration of 3 devices'
  const rows = [
    ...STEPS.map((step) => [step, least(mcp2221, step), kernelReports(mcp2221, step), least(ch341, step)] as const),
    [whole, mcp2221.statistics.usb_transfers, kernelReports(mcp2221), ch341.statistics.usb_transfers] as const,
  ]
  return {
    title: `USB transfers, out and in, at ${KERNEL_CLOCK_HZ / 1000} kHz`,
    method:
      'A transaction of each step, answered at the first question, and all of an enumeration; beside it what Linux ' +
      "6.1's own driver for the MCP2221 takes for the same list of transactions.",
    columns: ['step', 'mcp2221', 'hid-mcp2221', 'ch341'],
    rows,
    broken: [
      ...rows
        .filter(([, ours, kernel]) => ours > kernel)
        .map(([step]) => `${step}: more reports than the kernel's driver`),
      ...ch341.transactions
        .filter((transaction) => transaction.usb_transfers > LEAST.ch341(transaction))
        .map(({ step }) => `${step}: more than one transfer out and one in on ch341`),
    ],
  }
}

function least(run: Run, step: string): number {
  const answered = run.transactions.filter((one) => one.step === step && one.outcome === 'ok')
  return Math.min(...answered.map((one) => one.usb_transfers))
}

/** Of one transaction of a step that was answered, or of all there are. */
function kernelReports({ transactions }: Run, step?: string): number {
  const counted = step === undefined ? transactions : transactions.filter((one) => one.step === step).slice(0, 1)
  const reports = counted.map(({ operation, outcome }) => KERNEL_REPORTS[operation][outcome === 'ok' ? 'ok' : 'nack'])
  return reports.reduce((sum, count) => sum + count, 0)
}

async function enumerateCard(devices: number, adapter: Adapter, clockHz = 100_000): Promise<Run> {
  const card = { ...cardOf(devices), clock_hz: clockHz }
  const { run } = await enumerateOn(card, { pool: new AddressPool(WIDE_POOL, []) }, { adapter })
  if (run.summary.confirmed !== devices) throw new Error(`${run.summary.confirmed} of ${devices} devices confirmed`)
  return run
}

/** A card of volatile devices that differ in their vendor-specific ID. */
export function cardOf(devices: number): Scenario {
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
