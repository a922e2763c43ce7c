import { EventEmitter } from 'node:events'
import { setImmediate } from 'node:timers/promises'
import type { WebSocket } from 'ws'
import { SocketSession } from '../../../src/main/serve/socket-session.ts'
import { apiBench } from '../../main/engine/api/api-bench.ts'
import type { FuzzTarget } from '../fuzz-target.ts'
import { LINES } from '../mutators/records.ts'
import { hold, holdLine } from '../oracles.ts'
import { requestMutation, requestSessions } from './page-requests.ts'

const MOST_TURNS = 5000
/** Below the rate that a page may keep. */
const MOST_MESSAGES = 200

/** A browser that is none. Input: messages, one a line; one that begins with NUL is binary. */
export const socketMessages: FuzzTarget = {
  name: 'socket-messages',
  ciRuns: 500,
  seeds: () => requestSessions((request, argument, id) => ({ id, request, argument })),
  mutation: requestMutation(),
  run: async (input) => {
    const { api, clock, defects } = apiBench()
    const socket = new BrowserSocket()
    const log: string[] = []
    new SocketSession(socket as unknown as WebSocket, 'browser', { api, clock, log: (line) => log.push(line) })
    let asked = 0
    for (const line of LINES.split(input).slice(0, MOST_MESSAGES)) {
      if (socket.closedWith !== undefined) break
      asked++
      socket.emit('message', line, line[0] === 0)
      await setImmediate()
    }
    await untilAnswered(socket, asked)
    socket.emit('close')
    await api[Symbol.asyncDispose]()
    if (defects.length > 0) throw defects[0]
    for (const line of log) holdLine(line)
  },
}

async function untilAnswered(socket: BrowserSocket, asked: number): Promise<void> {
  // The one that ended the connection got none.
  const awaited = asked - (socket.closedWith === undefined ? 0 : 1)
  for (let turn = 0; socket.replies < awaited; turn++) {
    hold(turn < MOST_TURNS, 'every request is answered', [socket.replies, awaited])
    await setImmediate()
  }
  hold(socket.replies === awaited, 'every request is answered once', [socket.replies, awaited])
}

/** The server's end of a WebSocket whose other end takes everything at once. */
class BrowserSocket extends EventEmitter {
  readonly OPEN = 1
  readyState = 1
  readonly bufferedAmount = 0
  replies = 0
  closedWith: number | undefined

  send(text: string, taken: () => void): void {
    const frame = JSON.parse(text) as { reply?: { ok: boolean; error?: { message: string } } }
    if (frame.reply) {
      this.replies++
      if (frame.reply.error) holdLine(frame.reply.error.message)
    }
    taken()
  }

  close(code: number, why: string): void {
    this.closedWith = code
    // RFC 6455 §5.5: what a control frame can hold.
    hold(Buffer.byteLength(why) <= 123, 'a reason fits into the frame', why)
  }

  terminate(): void {
    this.closedWith = 1006
  }
}
