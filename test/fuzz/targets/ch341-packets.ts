import fc from 'fast-check'
import { openCh341 } from '#shared/adapters/ch341/driver.ts'
import { PACKET_BYTES } from '#shared/adapters/ch341/codec.ts'
import type { UsbPort, UsbRequest } from '#shared/adapters/ports.ts'
import { BusError } from '#shared/i2c/errors.ts'
import { InstantClock } from '../../support/instant-clock.ts'
import { Ch341Chip } from '#shared/sim/chips/ch341.ts'
import { SimWire } from '#shared/sim/wire.ts'
import { ScriptedTarget, TARGET } from '../../shared/adapters/mcp2221/mcp2221-rig.ts'
import { attempt, hold } from '../oracles.ts'
import type { FuzzTarget } from '../fuzz-target.ts'
import { byteMutation } from '../mutators/bytes.ts'
import { partMutation, records } from '../mutators/records.ts'
import { CALLS, makeCalls } from './adapter-calls.ts'
import { HostileAnswers, INSTRUCTION_BYTES } from './hostile-answers.ts'

const MOST_TRANSFERS = 20_000
/** Simulated; each packet may wait out its patience of 250 ms a few times. */
const LONGEST_MS = 600_000
const HEAD_BYTES = CALLS + 1
const CALL_SEEDS = [0x1d, 0x18, 0x1a, 0x1b, 0x1c, 0x45, 0x38, 0x50]

/** A CH341 whose packets are not to be trusted. Input: calls, options, lies. */
export const ch341Packets: FuzzTarget = {
  name: 'ch341-packets',
  ciRuns: 1500,
  seeds: () => [0, 2].map((options) => Uint8Array.of(...CALL_SEEDS, options, ...new Uint8Array(120))),
  mutation: fc.oneof(
    {
      weight: 3,
      arbitrary: partMutation(records(HEAD_BYTES, INSTRUCTION_BYTES), byteMutation(), [Uint8Array.of(4, 3, 0, 0)]),
    },
    { weight: 1, arbitrary: byteMutation() },
  ),
  run: async (input) => {
    const clock = new InstantClock()
    const wire = new SimWire(clock)
    wire.attach(new ScriptedTarget(TARGET))
    const options = input[CALLS] ?? 0
    const liar = new HostileAnswers(input.subarray(HEAD_BYTES), options % 2 === 1, clock)
    const port = new HostileUsbPort(new Ch341Chip({ wire, clock }), liar)
    const acks = (options & 2) === 0 ? 'chosen' : 'every-byte'
    const bus = await attempt(() => openCh341(port, clock, { clockHz: 100_000, acks }), BusError)
    if (!bus) hold(port.isClosed, 'a port that could not be opened is disposed of')
    else {
      await makeCalls(bus, input.subarray(0, CALLS))
      await bus[Symbol.asyncDispose]()
    }
    hold(clock.nowUs() < LONGEST_MS * 1000, 'calls end in bounded time', clock.nowUs())
  },
}

class HostileUsbPort implements UsbPort {
  isClosed = false
  readonly #chip: Ch341Chip
  readonly #liar: HostileAnswers
  #transfers = 0
  #isReceiving = false

  constructor(chip: Ch341Chip, liar: HostileAnswers) {
    this.#chip = chip
    this.#liar = liar
  }

  selectConfiguration(value: number): Promise<void> {
    return this.#chip.selectConfiguration(value)
  }

  claimInterface(number: number): Promise<void> {
    return this.#chip.claimInterface(number)
  }

  async controlTransferIn(setup: UsbRequest, lengthBytes: number, timeoutMs: number): Promise<Uint8Array | undefined> {
    this.#count()
    const answer = this.#liar.change(await this.#chip.controlTransferIn(setup, lengthBytes, timeoutMs), timeoutMs)
    return answer?.slice(0, lengthBytes)
  }

  async transferIn(endpoint: number, lengthBytes: number, timeoutMs: number): Promise<Uint8Array | undefined> {
    this.#count()
    hold(!this.#isReceiving, 'never two IN transfers at once')
    this.#isReceiving = true
    try {
      const packet = await this.#chip.transferIn(endpoint, lengthBytes, timeoutMs)
      return this.#liar.change(packet, timeoutMs)?.slice(0, lengthBytes)
    } finally {
      this.#isReceiving = false
    }
  }

  async transferOut(endpoint: number, data: Uint8Array): Promise<boolean> {
    this.#count()
    hold(data.length <= PACKET_BYTES, 'a packet has 32 bytes', data.length)
    const isTaken = await this.#chip.transferOut(endpoint, data)
    return this.#liar.change(Uint8Array.of(isTaken ? 1 : 0), 0)?.[0] === 1
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.isClosed = true
    await this.#chip[Symbol.asyncDispose]()
  }

  #count(): void {
    hold(++this.#transfers < MOST_TRANSFERS, 'calls end in bounded steps')
  }
}
