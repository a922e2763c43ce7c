import { fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { MCP2221_CAPABILITIES, openMcp2221 } from '#shared/adapters/mcp2221/driver.ts'
import { WIDE_POOL } from '#shared/arp/address-pool.ts'
import type { Run } from '#shared/run/run.ts'
import { BusGate } from '../../src/main/engine/bus-gate.ts'
import { liveSource } from '../../src/main/engine/live-bus.ts'
import { openedBus, type BusSource } from '../../src/main/engine/opened-bus.ts'
import { systemClock } from '../../src/main/engine/system-clock.ts'
import { apiBench, RUN_ID } from '../main/engine/api/api-bench.ts'
import { ENUMERATE } from '../support/enumerate-request.ts'
import { ServeBench } from '../main/serve/serve-bench.ts'
import { hidPortOf } from '../main/usbip/usb-ports.ts'
import { UsbipClient } from '../main/usbip/usbip-client.ts'
import { cardOf } from './enumeration.ts'
import type { BenchTable } from './table.ts'

const DEVICES = 60
const HABITS = ['none', 'reading', 'stalled'] as const
/** The least counts: what disturbs a run only ever adds to it. */
const MEASUREMENTS = 5
const MAX_GAP_RATIO = 1.5
const MCP2221 = { selector: 'mcp2221' }

type Habit = (typeof HABITS)[number]

/** Whether a page that follows a run, or one that takes nothing, keeps the engine from its bus. */
export async function benchConsumers(): Promise<readonly BenchTable[]> {
  const runs: Record<Habit, Run[]> = { none: [], reading: [], stalled: [] }
  // In turns, so that whatever else the computer does meets all of them.
  for (let i = 0; i < MEASUREMENTS; i++) for (const habit of HABITS) runs[habit].push(await undisturbed(habit))
  const least = (habit: Habit, measure: (run: Run) => number): number => Math.min(...runs[habit].map(measure))
  const gap = (habit: Habit): number => least(habit, ({ statistics }) => statistics.longest_sr_gap_us ?? NaN)
  const duration = (habit: Habit): number => least(habit, (run) => run.duration_ms)
  const transactions = (habit: Habit): number => least(habit, ({ statistics }) => statistics.transactions)
  const beside = (measure: (habit: Habit) => number, habit: Habit): number => measure(habit) / measure('none')
  return [
    {
      title: `${DEVICES} devices enumerated beside a page`,
      method:
        'The engine and its server in one process, the page in another over a WebSocket, the adapter in a third over USB/IP in real time: an MCP2221 whose ' +
        `repeated START waits for the engine. Ratios to a run without a page, each the least of ${MEASUREMENTS}.`,
      columns: ['page', 'transactions', 'longest wait for a repeated START', 'duration'],
      rows: HABITS.map((habit) => {
        return [habit, transactions(habit), beside(gap, habit).toFixed(2), beside(duration, habit).toFixed(2)]
      }),
      broken: HABITS.filter((habit) => !(beside(gap, habit) <= MAX_GAP_RATIO)).map(
        (habit) => `with a page that is ${habit} a repeated START waits ${beside(gap, habit).toFixed(2)} times as long`,
      ),
    },
  ]
}

/** On a computer that is busy with other things a target may wait too long for its clock, and give up. */
async function undisturbed(habit: Habit): Promise<Run> {
  for (let tries = 0; tries < MEASUREMENTS; tries++) {
    const run = await enumerateBeside(habit)
    if (run.summary.confirmed === DEVICES) return run
  }
  throw new Error(`with a page that is ${habit} not all devices were confirmed, ${MEASUREMENTS} times`)
}

async function enumerateBeside(habit: Habit): Promise<Run> {
  await using adapter = await exportedCard()
  const gate = new BusGate()
  const source = liveSource(adapter.source, gate, systemClock)
  const findBus = () => Promise.resolve(source)
  await using bench = await new ServeBench(apiBench({ engine: { clock: systemClock, findBus }, api: { gate } })).start()
  const holder = bench.api.connect()
  await using page = new AsyncDisposableStack()
  page.use(await pageOf(bench, habit))
  await holder.request('consent:arm', MCP2221)
  const over = holder.next('run:ended')
  // A busy computer is no reason to give a transaction up.
  const request = { ...ENUMERATE, pool: WIDE_POOL, timeoutMs: 5000 }
  await holder.request('run:start', { runId: RUN_ID, bus: MCP2221, request })
  await over
  const reply = await holder.request('history:run', { runId: RUN_ID })
  await bench.api.api[Symbol.asyncDispose]()
  if (!reply.ok) throw new Error(reply.error.message)
  return reply.value
}

/** The card behind an MCP2221 on USB/IP, in real time in a process of its own. */
async function exportedCard(): Promise<AsyncDisposable & { readonly source: BusSource }> {
  const folder = await mkdtemp(join(tmpdir(), 'arpeggio-bench-'))
  const card = join(folder, 'card.json')
  await writeFile(card, JSON.stringify(cardOf(DEVICES)))
  const launcher = resolve(import.meta.dirname, '../../src/main/cli/launcher.js')
  const child = spawn(process.execPath, [launcher, 'sim', 'usbip', card, '--port', '0'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string]
  const [, busid = '', port = ''] = /^(\S+) on \S+:(\d+):/.exec(line) ?? []
  return {
    source: {
      capabilities: MCP2221_CAPABILITIES,
      usualClockHz: 100_000,
      async open(clockHz) {
        const client = await UsbipClient.connect(Number(port))
        await client.import(busid)
        const bus = await openMcp2221(hidPortOf(client), systemClock, { clockHz })
        return openedBus(bus, systemClock, { ...MCP2221, kind: 'mcp2221', ...bus.identity, simulated: true })
      },
    },
    async [Symbol.asyncDispose]() {
      child.kill()
      await once(child, 'exit')
      await rm(folder, { recursive: true })
    },
  }
}

async function pageOf(bench: ServeBench, habit: Habit): Promise<AsyncDisposable> {
  if (habit === 'none') return { [Symbol.asyncDispose]: () => Promise.resolve() }
  const page = fork(resolve(import.meta.dirname, 'page-process.ts'), [String(bench.port), bench.token, habit])
  await once(page, 'message')
  return {
    async [Symbol.asyncDispose]() {
      page.disconnect()
      await once(page, 'exit')
    },
  }
}
