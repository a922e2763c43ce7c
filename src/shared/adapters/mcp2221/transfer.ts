import type { TransferReport } from '#shared/i2c/bus.ts'
import type { Clock } from '#shared/i2c/clock.ts'
import { BusError } from '#shared/i2c/errors.ts'
import { formatByte } from '#shared/i2c/hex.ts'
import {
  CHUNK_BYTES,
  COMMAND,
  decodeCommandReply,
  decodeDataReply,
  encodeGetData,
  encodeRead,
  encodeWrite,
  type CommandReply,
  type StatusReply,
} from './codec.ts'
import { Deadline } from './deadline.ts'
import { linesAdvice, type Engine } from './engine.ts'
import type { ReportExchange } from './exchange.ts'
import { classifyWriteNack, readNack } from './nack.ts'
import { Verdict, type Failure } from './verdict.ts'
import { WireTime } from './wire-time.ts'

/** A question right at the last bit would come too early: the chip takes note of the STOP after it. */
const SETTLE_US = 20

/** What a transaction came to, but for what only its caller can count. */
export type Transferred = Omit<TransferReport, 'usbTransfers'>

/** Where a transaction goes and how long it may be unfinished beyond its wire time, in milliseconds. */
export interface Destination {
  readonly address: number
  readonly timeoutMs: number
}

interface TransferParts {
  readonly exchange: ReportExchange
  readonly engine: Engine
  readonly clock: Clock
  readonly clockHz: number
}

/**
 * The three transactions in as few exchanges as the chip allows: a write takes 2 (`90 10`), a read 2
 * (`91 40`), a write and read 3 (`94 93 40`) when the answer is ready at the first question; a refused byte
 * costs the cancel on top, and in the write part of the last one the status that tells which byte it was.
 *
 * Each method throws BusError `closed` or `adapter` where the chip is gone or does not play by its rules.
 */
export class Transfers {
  readonly #exchange: ReportExchange
  readonly #engine: Engine
  readonly #verdict: Verdict
  readonly #clock: Clock
  readonly #wire: WireTime

  constructor({ exchange, engine, clock, clockHz }: TransferParts) {
    this.#exchange = exchange
    this.#engine = engine
    this.#verdict = new Verdict(engine)
    this.#clock = clock
    this.#wire = new WireTime(clockHz)
  }

  /** `S address w, data…, P` */
  async write({ address, timeoutMs }: Destination, data: Uint8Array): Promise<Transferred> {
    const wireUs = this.#wire.writeUs(data.length)
    const [first, ...chunks] = encodeWrite(COMMAND.write, address, data)
    await this.#begin(first)
    const deadline = new Deadline(this.#clock, wireUs, timeoutMs)
    let failure = await this.#sendRest(chunks, data.length, deadline)
    if (!failure) {
      await this.#waitOut(this.#wire.bytesUs(lastChunkBytes(data.length)))
      failure = await this.#untilWritten(data.length, deadline)
    }
    if (failure) return this.#failed(failure, data.length, null)
    return { outcome: 'ok', nackIndex: null, srGapUs: null, wireTimeUs: wireUs }
  }

  /** `S address r, length bytes, P` */
  async read({ address, timeoutMs }: Destination, length: number): Promise<Transferred> {
    const wireUs = this.#wire.readUs(length)
    await this.#begin(encodeRead(COMMAND.read, address, length))
    const deadline = new Deadline(this.#clock, wireUs, timeoutMs)
    const data = await this.#fetch(length, 0, deadline)
    if (!(data instanceof Uint8Array)) return this.#failed(data, 0, null)
    return { outcome: 'ok', data, nackIndex: null, srGapUs: null, wireTimeUs: wireUs }
  }

  /** `S address w, data…, Sr address r, length bytes, P` */
  async writeRead({ address, timeoutMs }: Destination, data: Uint8Array, length: number): Promise<Transferred> {
    const wireUs = this.#wire.writeReadUs(data.length, length)
    const [first, ...chunks] = encodeWrite(COMMAND.writeNoStop, address, data)
    const writtenSinceUs = await this.#begin(first)
    const deadline = new Deadline(this.#clock, wireUs, timeoutMs)
    let failure = await this.#sendRest(chunks, data.length, deadline)
    if (!failure) {
      await this.#waitOut(this.#wire.bytesUs(lastChunkBytes(data.length)))
      failure = await this.#insist(encodeRead(COMMAND.readRepeatedStart, address, length), data.length, deadline)
    }
    if (failure) return this.#failed(failure, data.length, null)
    const sinceUs = this.#clock.nowUs() - writtenSinceUs
    const srGapUs = Math.max(0, Math.round(sinceUs - this.#wire.writePartUs(data.length)))
    const read = await this.#fetch(length, data.length + 1, deadline)
    if (!(read instanceof Uint8Array)) return this.#failed(read, data.length, srGapUs)
    return { outcome: 'ok', data: read, nackIndex: null, srGapUs, wireTimeUs: wireUs }
  }

  /**
   * Sends the first command of a transaction; refused, the engine is brought to idle and it is sent once more.
   * Returns when the one that was taken was sent, by the clock.
   */
  async #begin(command: Uint8Array): Promise<number> {
    if (this.#engine.disturbed) await this.#engine.restoreIdle()
    let sinceUs = this.#clock.nowUs()
    if ((await this.#command(command)).accepted) return sinceUs
    const { lines } = await this.#engine.restoreIdle()
    sinceUs = this.#clock.nowUs()
    const again = await this.#command(command)
    if (again.accepted) return sinceUs
    const state = `engine state ${formatByte(again.state)}`
    throw new BusError(
      'adapter',
      `MCP2221 refuses command ${formatByte(command[0] ?? 0)} (${state}); ${linesAdvice(lines)}`,
    )
  }

  async #sendRest(
    chunks: readonly Uint8Array[],
    lengthBytes: number,
    deadline: Deadline,
  ): Promise<Failure | undefined> {
    for (const chunk of chunks) {
      await this.#waitOut(this.#wire.bytesUs(CHUNK_BYTES))
      const failure = await this.#insist(chunk, lengthBytes, deadline)
      if (failure) return failure
    }
    return undefined
  }

  /** Sends what continues a transaction until the engine, still busy with what came before, takes it. */
  async #insist(command: Uint8Array, lengthBytes: number, deadline: Deadline): Promise<Failure | undefined> {
    let state = 0
    const verdict = await deadline.poll<Failure | 'accepted'>(async () => {
      const reply = await this.#command(command)
      state = reply.state
      if (reply.accepted) return 'accepted'
      if (continues(reply)) return undefined
      const status = await this.#engine.status()
      const judged = await this.#verdict.judgeWrite(status, lengthBytes, deadline)
      if (judged !== 'ok') return judged
      throw new BusError('adapter', `MCP2221 dropped a transaction half-way (engine state ${formatByte(state)})`)
    })
    return verdict === 'accepted' ? undefined : (verdict ?? this.#verdict.timedOut(state))
  }

  async #untilWritten(lengthBytes: number, deadline: Deadline): Promise<Failure | undefined> {
    let status: StatusReply | undefined
    const verdict = await deadline.poll(async () => {
      status = await this.#engine.status()
      return this.#verdict.judgeWrite(status, lengthBytes, deadline)
    })
    if (verdict === 'ok') return undefined
    if (verdict) return verdict
    // STOP can't be sent, but what was refused is known all the same.
    if (status?.engine === 'nack-stopping')
      return this.#verdict.nacked(classifyWriteNack(status, lengthBytes), 'STOP can not be sent')
    return this.#verdict.timedOut(status?.state ?? 0)
  }

  /** Fetches what a read under way brings. `addressIndex`: its address byte, counted over the transaction. */
  async #fetch(length: number, addressIndex: number, deadline: Deadline): Promise<Uint8Array | Failure> {
    const data = new Uint8Array(length)
    let got = 0
    let state = 0
    await this.#waitOut(this.#wire.bytesUs(Math.min(length, CHUNK_BYTES)))
    const verdict = await deadline.poll<Uint8Array | Failure>(async () => {
      const reply = decodeDataReply(await this.#exchange.exchange(encodeGetData()))
      state = reply.state
      if (reply.engine === 'nack') return this.#verdict.nacked(readNack(addressIndex))
      if (reply.engine === 'timeout') return this.#verdict.timedOut(state)
      const isLast = reply.engine === 'read-done'
      if (!reply.data || (!isLast && reply.engine !== 'read-part')) return undefined
      const total = got + reply.data.length
      if (total > length || (isLast && total < length)) {
        throw new BusError('adapter', `MCP2221 gave ${total} bytes of a read of ${length}`)
      }
      data.set(reply.data, got)
      got = total
      if (isLast) return data
      await this.#waitOut(this.#wire.bytesUs(Math.min(length - got, CHUNK_BYTES)))
      return undefined
    })
    return verdict ?? this.#verdict.timedOut(state)
  }

  #failed(failure: Failure, writtenBytes: number, srGapUs: number | null): Transferred {
    const { nackIndex } = failure
    const wireTimeUs = typeof nackIndex === 'number' ? this.#wire.upToUs(nackIndex, writtenBytes) : null
    return { ...failure, srGapUs, wireTimeUs }
  }

  async #command(report: Uint8Array): Promise<CommandReply> {
    return decodeCommandReply(await this.#exchange.exchange(report))
  }

  /** Waits until an answer can be there by the time a question reaches the chip; on a slow host that is over already. */
  async #waitOut(wireUs: number): Promise<void> {
    const { sentUs, travelUs } = this.#exchange
    const leftUs = sentUs + wireUs + SETTLE_US - travelUs - this.#clock.nowUs()
    if (leftUs > 0) await this.#clock.sleep(leftUs / 1000)
  }
}

function continues({ engine }: CommandReply): boolean {
  return engine === 'busy' || engine === 'wants-data' || engine === 'held' || engine === 'nack-stopping'
}

function lastChunkBytes(lengthBytes: number): number {
  return ((lengthBytes - 1) % CHUNK_BYTES) + 1
}
