import { ENGINE, engineGroup } from '#shared/adapters/mcp2221/engine-state.ts'
import type { SimClock } from '../clock.ts'
import type { ByteResult, WireController } from '../wire-controller.ts'

const BUFFER_BYTES = 60
/** How long a cancel takes to release the engine. */
const RELEASE_US = 300
/** A hold of SCL that targets may give up on. */
const LONG_HOLD_US = 25_000

/** What happens when a target refuses a data byte: the chip's own state is not known from any source. */
export type DataNackBehaviour = 'stop' | 'timeout'

/** How the engine of one chip deviates. */
export interface EngineQuirks {
  /** Takes every byte for acknowledged. */
  readonly acksEverything: boolean
  readonly dataNack: DataNackBehaviour
  /** A cancel before the first transfer wedges the chip until it loses power. */
  readonly firstCancelWedges: boolean
}

/** A transfer as a command report asks for it. */
export interface TransferCommand {
  readonly direction: 'write' | 'read'
  readonly address: number
  readonly lengthBytes: number
  /** Begins with a repeated START on the bus that an earlier write kept. */
  readonly isRepeated: boolean
  readonly stops: boolean
}

/** The engine as a status shows it at one moment. */
export interface EngineView {
  readonly state: number
  readonly transferredBytes: number
  readonly addressNacked: boolean
}

interface Milestone extends EngineView {
  readonly atUs: number
}

/**
 * The I2C engine of an MCP2221 on a simulated wire. A transfer runs on the wire at once, in wire time; what it
 * came to shows only when the clock gets there, so the engine is seen busy for exactly as long as it is.
 *
 * Known of the chip: the states, the wedge after a refused address, the cancel rules. Guessed, for want of a
 * source: a refused data byte looks like a refused address but for the no-ACK bit, its byte counts as
 * transferred; and after losing arbitration, which the chip does not report, the engine lets go of the bus and
 * runs into the timeout of the phase it was in.
 */
export class Mcp2221Engine {
  readonly #wire: WireController
  readonly #clock: SimClock
  readonly #quirks: EngineQuirks
  #milestones: Milestone[] = [{ atUs: 0, state: ENGINE.idle, transferredBytes: 0, addressNacked: false }]
  #transferred = 0
  #command: TransferCommand | undefined
  #buffer: number[] = []
  #isPoisoned = false
  /** False until the first transfer. */
  everUsed = false
  /** SDA moved while the engine was idle: the next transfer goes wrong unless cancelled first. */
  disturbed = false
  /**
   * Cancels of an idle engine: harmless by the data sheet and to Linux, whose driver sends one at every probe; fatal
   * before the first transfer by one source, so nobody should send any.
   */
  idleCancels = 0

  constructor(wire: WireController, clock: SimClock, quirks: EngineQuirks) {
    this.#wire = wire
    this.#clock = clock
    this.#quirks = quirks
  }

  /** The engine now. */
  get view(): EngineView {
    const nowUs = this.#clock.nowUs()
    return this.#milestones.findLast((milestone) => milestone.atUs <= nowUs) ?? this.#last
  }

  /** The length the transfer in progress or before asked for. */
  get requestedBytes(): number {
    return this.#command?.lengthBytes ?? 0
  }

  /** The address in use, 7-bit. */
  get address(): number {
    return this.#command?.address ?? 0
  }

  /** The engine is at work on the bus, or keeps SCL low for the host to go on. */
  get drives(): boolean {
    const group = engineGroup(this.view.state)
    return group !== 'idle' && group !== 'nack' && group !== 'timeout' && group !== 'read-done'
  }

  /** Starts or goes on with a transfer; false when the engine is in no state to. `chunk`: up to 60 bytes of it. */
  accept(command: TransferCommand, chunk: Uint8Array): boolean {
    const { state } = this.view
    if (state === ENGINE.wantsData && command.direction === 'write' && this.#command) {
      this.#resumeClock()
      this.#sendChunk(chunk)
      return true
    }
    if (state !== (command.isRepeated ? ENGINE.held : ENGINE.idle)) return false
    if (command.isRepeated) this.#resumeClock()
    this.#command = command
    this.#transferred = 0
    this.#buffer = []
    this.everUsed = true
    this.#milestones = []
    this.#run(command, chunk)
    return true
  }

  /** Up to 60 bytes read, where some wait; the engine reads on after a full buffer. */
  take(): { state: number; data: Uint8Array } | undefined {
    const { state } = this.view
    if (state !== ENGINE.readPart && state !== ENGINE.readDone) return undefined
    const data = Uint8Array.from(this.#buffer.splice(0, BUFFER_BYTES))
    if (state === ENGINE.readPart) {
      this.#resumeClock()
      this.#receiveChunk()
    } else this.#mark(ENGINE.idle, this.#clock.nowUs())
    return { state, data }
  }

  /** Cancels what is under way: byte 2 of the reply. */
  cancel(): number {
    if (this.#isPoisoned) return 0x10
    if (this.#quirks.firstCancelWedges && !this.everUsed) {
      this.#isPoisoned = true
      this.#restart(ENGINE.stopTimeout)
      return 0x10
    }
    const { state } = this.view
    if (state === ENGINE.idle && !this.disturbed) {
      this.idleCancels++
      return 0x11
    }
    this.disturbed = false
    if (this.#keepsBus(this.#last.state)) this.#wire.stop()
    this.#restart(ENGINE.stopping)
    this.#mark(ENGINE.idle, this.#clock.nowUs() + RELEASE_US)
    return 0x10
  }

  #run(command: TransferCommand, chunk: Uint8Array): void {
    this.#mark(command.isRepeated ? ENGINE.repeatedStart : ENGINE.start, this.#clock.nowUs())
    if (this.disturbed || this.#wire.start() === 'stuck') {
      if (command.isRepeated) this.#wire.stop()
      const state = command.isRepeated ? ENGINE.repeatedStartTimeout : ENGINE.startTimeout
      this.#mark(state, this.#wire.nowUs + this.#wire.stretchLimitUs)
      return
    }
    this.#mark(ENGINE.addressSent)
    const isRead = command.direction === 'read'
    const result = this.#wire.send((command.address << 1) | (isRead ? 1 : 0))
    if (this.#failed(result, ENGINE.addressTimeout) || this.#refused(result, true)) return
    if (isRead) this.#receiveChunk()
    else this.#sendChunk(chunk)
  }

  #sendChunk(chunk: Uint8Array): void {
    const { lengthBytes, stops } = this.#command ?? { lengthBytes: 0, stops: true }
    for (const byte of chunk.subarray(0, lengthBytes - this.#transferred)) {
      this.#mark(ENGINE.writing)
      const result = this.#wire.send(byte)
      this.#transferred++
      if (this.#failed(result, ENGINE.writeTimeout) || this.#refused(result, false)) return
    }
    if (this.#transferred < lengthBytes) this.#mark(ENGINE.wantsData)
    else if (stops) this.#stop(ENGINE.stopping, ENGINE.idle)
    else this.#mark(ENGINE.held)
  }

  #receiveChunk(): void {
    const lengthBytes = this.requestedBytes
    while (this.#transferred < lengthBytes && this.#buffer.length < BUFFER_BYTES) {
      this.#mark(ENGINE.reading)
      const result = this.#wire.receive(this.#transferred + 1 < lengthBytes)
      if (this.#failed(result, ENGINE.readTimeout)) return
      this.#buffer.push(result.byte)
      this.#transferred++
    }
    if (this.#transferred < lengthBytes) this.#mark(ENGINE.readPart)
    else this.#stop(ENGINE.stopping, ENGINE.readDone)
  }

  /** SCL held too long, or the bus lost to another controller: the engine gets no further. */
  #failed(result: ByteResult, state: number): boolean {
    if (!result.lost && !result.timedOut) return false
    this.#wire.stop()
    this.#mark(state, this.#wire.nowUs + (result.lost ? this.#wire.stretchLimitUs : 0))
    return true
  }

  #refused(result: ByteResult, isAddress: boolean): boolean {
    if (result.acked || this.#quirks.acksEverything) return false
    if (!isAddress && this.#quirks.dataNack === 'timeout') this.#stop(ENGINE.writing, ENGINE.writeTimeout)
    else this.#stop(ENGINE.nackStopping, ENGINE.nackStopped, isAddress)
    return true
  }

  #stop(during: number, after: number, addressNacked = false): void {
    this.#mark(during, this.#wire.nowUs, addressNacked)
    this.#wire.stop()
    this.#mark(after, this.#wire.nowUs, addressNacked)
  }

  /** The wire's time follows the clock by itself; only a hold that targets give up on has to be told. */
  #resumeClock(): void {
    const heldUs = this.#clock.nowUs() - this.#last.atUs
    if (heldUs > LONG_HOLD_US) this.#wire.holdClock(heldUs)
  }

  #keepsBus(state: number): boolean {
    return state === ENGINE.held || state === ENGINE.wantsData || state === ENGINE.readPart
  }

  get #last(): Milestone {
    return this.#milestones.at(-1) ?? { atUs: 0, state: ENGINE.idle, transferredBytes: 0, addressNacked: false }
  }

  #restart(state: number): void {
    this.#milestones = []
    this.#mark(state, this.#clock.nowUs())
  }

  #mark(state: number, atUs = this.#wire.nowUs, addressNacked = false): void {
    this.#milestones.push({ atUs, state, transferredBytes: this.#transferred, addressNacked })
  }
}
