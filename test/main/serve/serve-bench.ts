import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { WebSocket, type ClientOptions } from 'ws'
import type { AnswerOf, ArgumentOf, Reply, RequestName } from '#shared/api/contract.ts'
import { SOCKET_PATH, SOCKET_PROTOCOL, TOKEN_PREFIX } from '#shared/api/socket-frames.ts'
import { newToken } from '../../../src/main/serve/gatekeeper.ts'
import { PageServer } from '../../../src/main/serve/page-server.ts'
import { apiBench, type ApiBench } from '../engine/api/api-bench.ts'

/** Something the server said by itself. */
export interface ToldFrame {
  readonly notice: string
  readonly value: never
}

/** A server on a free port over recorded buses, and what it logged. */
export class ServeBench implements AsyncDisposable {
  readonly api: ApiBench
  readonly log: string[] = []
  readonly token = newToken()
  port = 0
  #server: PageServer | undefined
  /** Where its page is. */
  folder = ''

  constructor(api: ApiBench = apiBench()) {
    this.api = api
  }

  async start(): Promise<this> {
    this.folder = await mkdtemp(join(tmpdir(), 'arpeggio-test-'))
    await writeFile(join(this.folder, 'index.html'), '<!doctype html><title>page</title>')
    const { api, clock } = this.api
    const log = (line: string): void => void this.log.push(line)
    this.#server = new PageServer({ api, clock, log, folder: this.folder, token: this.token })
    this.port = await this.#server.listen(0, '127.0.0.1')
    return this
  }

  get origin(): string {
    return `http://127.0.0.1:${this.port}`
  }

  /** A socket as a browser on our page opens it, with `changes`. */
  socket(changes: SocketChanges = {}): WebSocket {
    return openSocket(this.origin, { token: this.token, ...changes })
  }

  page(): Promise<SocketPage> {
    return SocketPage.over(this.socket())
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server?.[Symbol.asyncDispose]()
    await rm(this.folder, { recursive: true, force: true })
  }
}

/** A socket to the server at `origin`, as a browser on its page opens it unless there are changes. */
export function openSocket(origin: string, { token, path = SOCKET_PATH, ...options }: SocketChanges): WebSocket {
  const protocols = [SOCKET_PROTOCOL, ...(typeof token === 'string' ? [`${TOKEN_PREFIX}${token}`] : [])]
  const socket = new WebSocket(`${origin.replace('http', 'ws')}${path}`, protocols, { origin, ...options })
  socket.on('error', () => undefined)
  return socket
}

/** What a socket has that a browser's on our page has not. */
export type SocketChanges = ClientOptions & { readonly token?: string | null; readonly path?: string }

/** A page that speaks the protocol. */
export class SocketPage {
  readonly socket: WebSocket
  readonly told: ToldFrame[] = []
  readonly #waiting = new Map<number, (reply: Reply<unknown>) => void>()
  readonly #awaited = new Map<string, () => void>()
  #lastId = 0

  constructor(socket: WebSocket) {
    this.socket = socket
    socket.on('message', (data) => this.#take(JSON.parse((data as Buffer).toString()) as never))
  }

  static async over(socket: WebSocket): Promise<SocketPage> {
    const page = new SocketPage(socket)
    await once(socket, 'open')
    return page
  }

  request<K extends RequestName>(request: K, argument: ArgumentOf<K>): Promise<Reply<AnswerOf<K>>> {
    const id = ++this.#lastId
    this.socket.send(JSON.stringify({ id, request, argument }))
    return new Promise((resolve) => this.#waiting.set(id, resolve as never))
  }

  next(notice: string): Promise<void> {
    return new Promise((resolve) => this.#awaited.set(notice, resolve))
  }

  /** The code the server closed it with. */
  async closed(): Promise<number> {
    const [code] = (await once(this.socket, 'close')) as [number]
    return code
  }

  #take(frame: ToldFrame | { id: number; reply: Reply<unknown> }): void {
    if ('id' in frame) {
      this.#waiting.get(frame.id)?.(frame.reply)
      return
    }
    this.told.push(frame)
    this.#awaited.get(frame.notice)?.()
  }
}
