import type { TransferReport } from '#shared/i2c/bus.ts'
import { formatByte } from '#shared/i2c/hex.ts'
import type { StatusReply } from './codec.ts'
import type { Deadline } from './deadline.ts'
import { ENGINE } from './engine-state.ts'
import { linesAdvice, type Engine } from './engine.ts'
import { classifyWriteNack, type Nack } from './nack.ts'

/** How a transaction ended that did not end well. */
export type Failure = Pick<TransferReport, 'nackIndex' | 'message'> & {
  readonly outcome: Exclude<TransferReport['outcome'], 'ok'>
}

/** What an engine state makes of a transaction; where that is a failure, the engine is idle again after it. */
export class Verdict {
  readonly #engine: Engine

  constructor(engine: Engine) {
    this.#engine = engine
  }

  /** What a status says of a write; undefined while it goes on. */
  async judgeWrite(status: StatusReply, lengthBytes: number, deadline: Deadline): Promise<Failure | 'ok' | undefined> {
    switch (status.engine) {
      case 'idle':
        // The kernel's driver looks at the bit in any state. Where the engine is idle there is nothing to cancel.
        return status.addressNacked ? classifyWriteNack(status, lengthBytes) : 'ok'
      case 'nack':
        return this.nacked(classifyWriteNack(status, lengthBytes))
      case 'timeout':
        if (status.state === ENGINE.writeTimeout && deadline.isTooEarlyForTimeout) return this.#givenUpEarly()
        return this.timedOut(status.state)
      default:
        return undefined
    }
  }

  /** The engine gave up on a data byte sooner than any stretched clock explains: no source says how it shows a refused one. */
  async #givenUpEarly(): Promise<Failure> {
    await this.#engine.restoreIdle()
    const message = `The chip gave up on a data byte at once (engine state ${formatByte(ENGINE.writeTimeout)}): taken for a refused byte`
    return { outcome: 'nack-unknown', nackIndex: 'unknown', message }
  }

  /** A refused byte, the engine freed of it. */
  async nacked(nack: Nack, remark?: string): Promise<Failure> {
    await this.#engine.cancelAfterNack()
    return remark === undefined ? nack : { ...nack, message: remark }
  }

  /** No end in time, the engine brought to idle where it can be; `state` is the one it was found in. */
  async timedOut(state: number): Promise<Failure> {
    const status = await this.#engine.restoreIdle()
    const isStart = state === ENGINE.startTimeout || state === ENGINE.start
    const what = isStart ? 'No START could be sent' : 'The transaction did not end in time'
    const idle =
      status.engine === 'idle'
        ? ''
        : `; the engine stays in ${formatByte(status.state)}, unplug the adapter and plug it in again`
    const message = `${what} (engine state ${formatByte(state)}); ${linesAdvice(status.lines)}${idle}`
    return { outcome: isStart ? 'bus-busy' : 'timeout', nackIndex: null, message }
  }
}
