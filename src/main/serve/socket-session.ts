import type { RawData, WebSocket } from 'ws'
import { z } from 'zod'
import type { Clock } from '#shared/i2c/clock.ts'
import { printable } from '#shared/run/printable.ts'
import type { Connection, EngineApi } from '../engine/api/engine-api.ts'
import { RateLimit, type Rate } from './rate-limit.ts'
import { SocketFrontEnd } from './socket-front-end.ts'

/** More than a page that scrolls through a run asks for. */
export const REQUEST_RATE: Rate = { burst: 300, perSecond: 100 }
/** Requests of one page that are not answered yet. */
const MOST_PENDING = 100

/** Codes of RFC 6455: the page broke the rules of the protocol, or those of this server. */
const MALFORMED = 1007
const POLICY = 1008

const requestFrame = z.strictObject({ id: z.int().nonnegative(), request: z.string().max(100), argument: z.unknown() })

/** What a session has of its server. */
export interface SessionHost {
  readonly api: EngineApi
  readonly clock: Clock
  /** Takes one line at a time. */
  readonly log: (line: string) => void
}

/** One browser's page, from its connection to its end. Whoever breaks the rules is disconnected, in one line of the log. */
export class SocketSession {
  readonly #socket: WebSocket
  readonly #peer: string
  readonly #host: SessionHost
  readonly #frontEnd: SocketFrontEnd
  readonly #connection: Connection
  readonly #limit: RateLimit
  #pending = 0
  #isOver = false

  constructor(socket: WebSocket, peer: string, host: SessionHost) {
    this.#socket = socket
    this.#peer = peer
    this.#host = host
    this.#frontEnd = new SocketFrontEnd(socket, `browser at ${peer}`)
    this.#connection = host.api.connect(this.#frontEnd)
    this.#limit = new RateLimit(REQUEST_RATE, host.clock)
    socket.on('message', (data, isBinary) => this.#take(data, isBinary))
    // What ws itself refuses: a message too long, text that is no UTF-8.
    socket.on('error', ({ message }) => this.#refuse(message))
    socket.on('close', () => this.#connection[Symbol.dispose]())
  }

  /** The server stops. */
  end(): void {
    this.#isOver = true
    this.#socket.close(1001, 'the server stops')
  }

  #take(data: RawData, isBinary: boolean): void {
    if (this.#isOver) return
    if (!this.#limit.take() || this.#pending >= MOST_PENDING) {
      this.#reject(POLICY, 'too many requests')
      return
    }
    const frame = isBinary ? undefined : parseFrame(data)
    if (frame) void this.#answer(frame)
    else this.#reject(MALFORMED, 'a message that is no request')
  }

  async #answer({ id, request, argument }: z.infer<typeof requestFrame>): Promise<void> {
    this.#pending++
    const reply = await this.#connection.request(request, argument)
    this.#pending--
    if (!reply.ok && reply.error.kind === 'request') this.#refuse(reply.error.message)
    this.#frontEnd.reply({ id, reply })
  }

  #reject(code: number, why: string): void {
    this.#isOver = true
    this.#refuse(`${why}; disconnected`)
    this.#socket.close(code, why)
  }

  #refuse(why: string): void {
    this.#host.log(`refused ${this.#peer}: ${printable(why)}`)
  }
}

function parseFrame(data: RawData): z.infer<typeof requestFrame> | undefined {
  try {
    return requestFrame.parse(JSON.parse((data as Buffer).toString('utf8')))
  } catch {
    return undefined
  }
}
