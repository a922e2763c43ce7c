import type { LineLevels, RecoveryReport } from '#shared/i2c/bus.ts'
import type { Clock } from '#shared/i2c/clock.ts'
import { BusError } from '#shared/i2c/errors.ts'
import { formatByte } from '#shared/i2c/hex.ts'
import { decodeStatus, encodeCancel, encodeSetSpeed, encodeStatus, type StatusReply } from './codec.ts'
import type { ReportExchange } from './exchange.ts'

const MAX_CANCELS = 3
/** A cancel takes a few hundred microseconds, a STOP under way less; EasyMCP2221 allows 10 ms. */
const SETTLE_US = 10_000
const MAX_SETTLE_POLLS = 100
const MAX_SPEED_TRIES = 3

/** The I2C engine seen as a whole: its status, and the way back to idle. */
export class Engine {
  readonly #exchange: ReportExchange
  readonly #clock: Clock
  #disturbed = false

  constructor(exchange: ReportExchange, clock: Clock) {
    this.#exchange = exchange
    this.#clock = clock
  }

  /** True when a status showed SDA activity while the engine was idle: cancel before the next transfer. */
  get disturbed(): boolean {
    return this.#disturbed
  }

  /** One exchange, nothing on the wire. */
  async status(): Promise<StatusReply> {
    const status = decodeStatus(await this.#exchange.exchange(encodeStatus()))
    this.#disturbed = status.disturbed
    return status
  }

  /**
   * Frees the engine after a refused byte, in one exchange. STOP is sent already in that state, so the reply
   * saying that the cancel was taken and the lines are free is enough; whether the engine is idle shows when
   * it takes the next command, which is sent a second time if not.
   */
  async cancelAfterNack(): Promise<void> {
    const { cancel, lines } = await this.#cancel()
    const linesAreFree = lines.scl === 'high' && lines.sda === 'high'
    if (!linesAreFree || (cancel !== 'marked' && cancel !== 'was-idle')) await this.restoreIdle()
  }

  /**
   * Brings the engine to idle where it can be: waits out what ends by itself, else cancels, at most three
   * times. An engine never used since power-up is left alone, a cancel would wedge it for good, and so is
   * an idle one. Returns the status it ended in.
   */
  async restoreIdle(): Promise<StatusReply> {
    for (let cancels = 0; ; cancels++) {
      const status = await this.#settled()
      if (isFree(status) || !status.everUsed || cancels === MAX_CANCELS) return status
      await this.#cancel()
    }
  }

  /** Sets the bus clock. @throws BusError `adapter` when the engine can't be brought to take it */
  async setSpeed(divider: number): Promise<void> {
    for (let tries = 0; tries < MAX_SPEED_TRIES; tries++) {
      const status = decodeStatus(await this.#exchange.exchange(encodeSetSpeed(divider)))
      if (status.speed === 'accepted') return
      await this.restoreIdle()
    }
    throw new BusError(
      'adapter',
      `MCP2221 refused the bus speed ${MAX_SPEED_TRIES} times: unplug it and plug it in again`,
    )
  }

  /** Lets go of the bus. The chip has no way to clock SCL by hand, so a target that holds SDA stays as it is. */
  async recover(): Promise<RecoveryReport> {
    const first = await this.status()
    const wasIdle = isFree(first)
    const last = wasIdle ? first : await this.restoreIdle()
    const isIdle = last.engine === 'idle'
    const done = wasIdle
      ? 'The engine was idle'
      : isIdle
        ? 'The transfer was cancelled'
        : `The engine stays in ${formatByte(last.state)}`
    const advice = isIdle ? linesAdvice(last.lines) : 'unplug the adapter and plug it in again'
    return { before: first.lines, after: last.lines, clocks: 0, message: `${done}; ${advice}` }
  }

  async #cancel(): Promise<StatusReply> {
    return decodeStatus(await this.#exchange.exchange(encodeCancel()))
  }

  async #settled(): Promise<StatusReply> {
    const deadlineUs = this.#clock.nowUs() + SETTLE_US
    let status = await this.status()
    for (let polls = 1; endsByItself(status) && polls < MAX_SETTLE_POLLS; polls++) {
      if (this.#clock.nowUs() >= deadlineUs) break
      status = await this.status()
    }
    return status
  }
}

/** What the lines say and what to do about it, in words. */
export function linesAdvice({ scl, sda }: LineLevels): string {
  if (scl === 'low' && sda === 'low') {
    return 'both lines are low: first of all the pull-ups are missing or the card has no power'
  }
  if (scl === 'low') return 'SCL is held low: a target stretches the clock or has crashed; power-cycle it'
  if (sda === 'low') {
    return "SDA is held low by a target, and an MCP2221 can't clock it out: power-cycle the target"
  }
  return 'both lines are high: the bus is free'
}

function isFree({ engine, disturbed }: StatusReply): boolean {
  return engine === 'idle' && !disturbed
}

function endsByItself({ engine }: StatusReply): boolean {
  return engine === 'busy' || engine === 'nack-stopping'
}
