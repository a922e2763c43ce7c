import fc from 'fast-check'
import { openMcp2221 } from '#shared/adapters/mcp2221/driver.ts'
import { COMMAND, REPORT_BYTES } from '#shared/adapters/mcp2221/codec.ts'
import type { HidPort } from '#shared/adapters/ports.ts'
import { BusError } from '#shared/i2c/errors.ts'
import { Mcp2221Chip } from '#shared/sim/chips/mcp2221.ts'
import { SimWire } from '#shared/sim/wire.ts'
import { ScriptedTarget, TARGET } from '../../shared/adapters/mcp2221/mcp2221-rig.ts'
import { InstantClock } from '../../support/instant-clock.ts'
import { attempt, hold } from '../oracles.ts'
import type { FuzzTarget } from '../fuzz-target.ts'
import { byteMutation } from '../mutators/bytes.ts'
import { partMutation, records } from '../mutators/records.ts'
import { CALLS, makeCalls } from './adapter-calls.ts'
import { HostileAnswers, INSTRUCTION_BYTES } from './hostile-answers.ts'

/** Reports of opening and of {@link CALLS} calls: each call waits for two late replies at most, with a queue behind each. */
const MOST_REPORTS = 20_000
/** Simulated; each call may wait out a few replies of 250 ms, and a transfer of 300 bytes. */
const LONGEST_MS = 120_000
const HEAD_BYTES = CALLS + 1
const ALLOWED: ReadonlySet<number> = new Set(Object.values(COMMAND))
const CALL_SEEDS = [0x1d, 0x18, 0x1a, 0x1b, 0x1c, 0x45, 0x38, 0x50]

/** An MCP2221 whose reports are not to be trusted. Input: calls, whether the last lie is for ever, lies. */
export const mcp2221Reports: FuzzTarget = {
  name: 'mcp2221-reports',
  ciRuns: 1500,
  seeds: () => [Uint8Array.of(...CALL_SEEDS, 0), Uint8Array.of(...CALL_SEEDS, 0, ...new Uint8Array(160))],
  mutation: fc.oneof(
    {
      weight: 3,
      arbitrary: partMutation(records(HEAD_BYTES, INSTRUCTION_BYTES), byteMutation(), [Uint8Array.of(1, 8, 0xff, 0)]),
    },
    { weight: 1, arbitrary: byteMutation() },
  ),
  run: async (input) => {
    const clock = new InstantClock()
    const wire = new SimWire(clock)
    wire.attach(new ScriptedTarget(TARGET))
    const liar = new HostileAnswers(input.subarray(HEAD_BYTES), (input[CALLS] ?? 0) % 2 === 1, clock)
    const port = new HostileHidPort(new Mcp2221Chip({ wire, clock }), liar)
    const bus = await attempt(() => openMcp2221(port, clock, { clockHz: 100_000 }), BusError)
    if (!bus) hold(port.isClosed, 'a port that could not be opened is disposed of')
    else {
      await makeCalls(bus, input.subarray(0, CALLS))
      await bus[Symbol.asyncDispose]()
    }
    hold(clock.nowUs() < LONGEST_MS * 1000, 'calls end in bounded time', clock.nowUs())
  },
}

class HostileHidPort implements HidPort {
  isClosed = false
  readonly #chip: HidPort
  readonly #liar: HostileAnswers
  #reports = 0

  constructor(chip: HidPort, liar: HostileAnswers) {
    this.#chip = chip
    this.#liar = liar
  }

  async write(report: Uint8Array): Promise<void> {
    this.#count()
    hold(ALLOWED.has(report[0] ?? -1), 'nothing is sent but commands that leave the flash alone', report[0])
    hold(report.length <= REPORT_BYTES, 'a report has 64 bytes', report.length)
    await this.#chip.write(report)
  }

  async read(timeoutMs: number): Promise<Uint8Array | undefined> {
    this.#count()
    return this.#liar.change(await this.#chip.read(timeoutMs), timeoutMs)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.isClosed = true
    await this.#chip[Symbol.asyncDispose]()
  }

  #count(): void {
    hold(++this.#reports < MOST_REPORTS, 'calls end in bounded steps')
  }
}
