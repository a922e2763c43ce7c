import type { AnswerOf, ArgumentOf, EngineState, HostApi, NoticeName, Notices, Reply } from '#shared/api/contract.ts'
import type { RequestName, WireError } from '#shared/api/contract.ts'
import { LONGEST_FRAME_BYTES, SOCKET_PATH, SOCKET_PROTOCOL, TOKEN_PREFIX } from '#shared/api/socket-frames.ts'
import type { NoticeFrame, ReplyFrame, RequestFrame } from '#shared/api/socket-frames.ts'
import { NoticeBoard } from './notice-board.ts'

const AGAIN_MS = [250, 500, 1000, 2000, 5000] as const

const LOST: WireError = { kind: 'lost', busKind: null, message: 'The connection to the engine is gone' }
const TOO_LONG: WireError = {
  kind: 'request',
  busKind: null,
  message: 'Too long for a page in a browser, which can send 48 MiB at most; the app and the command line take more',
}
const LOST_STATE: EngineState = {
  state: 'lost',
  message: 'The connection to the engine is gone; this page looks for it again',
  mayControl: false,
  savesFiles: false,
  runId: null,
}
/** A server's token is its own: one that was started again does not know this page's. */
const REPLACED_STATE: EngineState = {
  ...LOST_STATE,
  message: 'The server was started again and lets nobody in by the old address; open the address it printed',
}

/** The engine behind `arpeggio serve`. Comes back by itself when the connection does. */
export class SocketHost implements HostApi {
  readonly #board = new NoticeBoard()
  readonly #address: string
  readonly #token: string
  readonly #waiting = new Map<number, (reply: Reply<unknown>) => void>()
  #socket: WebSocket | undefined
  #unsent: string[] = []
  #lastId = 0
  #failures = 0

  /** `origin` is the page's own. */
  constructor(origin: string, token: string) {
    this.#address = `${origin.replace(/^http/, 'ws')}${SOCKET_PATH}`
    this.#token = token
    this.#connect()
  }

  on<K extends NoticeName>(name: K, listener: (notice: Notices[K]) => void): () => void {
    return this.#board.on(name, listener)
  }

  request<K extends RequestName>(name: K, argument: ArgumentOf<K>): Promise<Reply<AnswerOf<K>>> {
    const frame: RequestFrame = { id: ++this.#lastId, request: name, argument }
    const text = JSON.stringify(frame)
    // The server would hang up.
    if (text.length > LONGEST_FRAME_BYTES) return Promise.resolve({ ok: false, error: TOO_LONG })
    return new Promise((resolve) => {
      // The engine's side keeps to the contract; the page does not check what its own engine says.
      this.#waiting.set(frame.id, resolve as (reply: Reply<unknown>) => void)
      this.#send(text)
    })
  }

  #send(text: string): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(text)
    else if (this.#failures === 0) this.#unsent.push(text)
    else this.#failWaiting()
  }

  #connect(): void {
    const socket = new WebSocket(this.#address, [SOCKET_PROTOCOL, `${TOKEN_PREFIX}${this.#token}`])
    this.#socket = socket
    socket.addEventListener('open', () => this.#opened(socket))
    socket.addEventListener('message', ({ data }) => this.#take(JSON.parse(String(data)) as ReplyFrame | NoticeFrame))
    socket.addEventListener('close', () => this.#closed())
  }

  #opened(socket: WebSocket): void {
    const isAgain = this.#failures > 0
    this.#failures = 0
    for (const text of this.#unsent.splice(0)) socket.send(text)
    if (isAgain) {
      void this.request('engine:state', null).then((reply) => {
        if (reply.ok) this.#board.post('engine', reply.value)
      })
    }
  }

  #closed(): void {
    this.#unsent = []
    this.#failWaiting()
    if (this.#failures === 0) this.#board.post('engine', LOST_STATE)
    else void this.#askWhoIsThere()
    const waitMs = AGAIN_MS[Math.min(this.#failures++, AGAIN_MS.length - 1)]
    setTimeout(() => this.#connect(), waitMs)
  }

  /** A socket that is refused does not say why: whether anybody serves the page does. */
  async #askWhoIsThere(): Promise<void> {
    const answer = await fetch(location.pathname, { method: 'HEAD', cache: 'no-store' }).catch(() => undefined)
    if (this.#failures > 0) this.#board.post('engine', answer?.ok ? REPLACED_STATE : LOST_STATE)
  }

  #failWaiting(): void {
    for (const resolve of this.#waiting.values()) resolve({ ok: false, error: LOST })
    this.#waiting.clear()
  }

  #take(frame: ReplyFrame | NoticeFrame): void {
    if ('notice' in frame) {
      this.#board.post(frame.notice, frame.value)
      return
    }
    this.#waiting.get(frame.id)?.(frame.reply)
    this.#waiting.delete(frame.id)
  }
}
