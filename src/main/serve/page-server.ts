import { once } from 'node:events'
import { createServer, STATUS_CODES, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import { LONGEST_FRAME_BYTES, SOCKET_PATH, SOCKET_PROTOCOL } from '#shared/api/socket-frames.ts'
import { Gatekeeper, type Rejection } from './gatekeeper.ts'
import { PageResponder } from './page-responder.ts'
import { SocketSession, type SessionHost } from './socket-session.ts'

/** A browser loads a page over several. */
const MOST_CONNECTIONS = 64
/** Pages at a time. */
const MOST_PAGES = 16
/** How long a page may take to say goodbye. */
const GOODBYE_MS = 1000

/** Where and with whom. */
export interface PageServerOptions extends SessionHost {
  /** Where the built page is. */
  readonly folder: string
  readonly token: string
}

/** Serves the page, and the engine to it. */
export class PageServer implements AsyncDisposable {
  readonly #options: PageServerOptions
  readonly #server: Server = createServer()
  readonly #sockets = new WebSocketServer({
    noServer: true,
    maxPayload: LONGEST_FRAME_BYTES,
    handleProtocols: () => SOCKET_PROTOCOL,
  })
  readonly #sessions = new Set<SocketSession>()

  constructor(options: PageServerOptions) {
    this.#options = options
    this.#server.maxConnections = MOST_CONNECTIONS
    this.#server.on('drop', () => options.log(`more than ${MOST_CONNECTIONS} connections, one refused`))
  }

  /**
   * Starts listening, and gives the port, which `port` 0 leaves to the system.
   * @throws the system's error where it can't listen there
   */
  async listen(port: number, host: string): Promise<number> {
    this.#server.listen(port, host)
    await once(this.#server, 'listening')
    const { port: actual } = this.#server.address() as AddressInfo
    const { folder, token, log } = this.#options
    const gatekeeper = new Gatekeeper(actual, token)
    const page = new PageResponder(folder, gatekeeper, log)
    this.#server.on('request', (request, response) => void page.answer(request, response))
    this.#server.on('upgrade', (request, socket, head) => this.#upgrade(gatekeeper, request, { socket, head }))
    return actual
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#server.listening) return
    const closed = once(this.#server, 'close')
    this.#server.close()
    for (const session of this.#sessions) session.end()
    const impatience = setTimeout(() => this.#dropAll(), GOODBYE_MS)
    this.#server.closeIdleConnections()
    await closed
    clearTimeout(impatience)
  }

  #dropAll(): void {
    for (const socket of this.#sockets.clients) socket.terminate()
    this.#server.closeAllConnections()
  }

  #upgrade(
    gatekeeper: Gatekeeper,
    request: IncomingMessage,
    { socket, head }: { readonly socket: Duplex; readonly head: Buffer },
  ): void {
    const peer = `${request.socket.remoteAddress ?? 'nowhere'}:${request.socket.remotePort ?? 0}`
    socket.on('error', () => socket.destroy())
    const rejection = this.#rejection(gatekeeper, request)
    if (rejection) {
      this.#options.log(`refused ${peer}: ${rejection.why}`)
      socket.end(`HTTP/1.1 ${rejection.status} ${STATUS_CODES[rejection.status] ?? ''}\r\nConnection: close\r\n\r\n`)
      return
    }
    this.#sockets.handleUpgrade(request, socket, head, (opened) => {
      const session = new SocketSession(opened, peer, this.#options)
      this.#sessions.add(session)
      opened.on('close', () => this.#sessions.delete(session))
    })
  }

  #rejection(gatekeeper: Gatekeeper, request: IncomingMessage): Rejection | null {
    if (request.url !== SOCKET_PATH) return { status: 400, why: `it wants a socket where there is none` }
    if (this.#sessions.size >= MOST_PAGES) return { status: 403, why: `there are ${MOST_PAGES} pages already` }
    return gatekeeper.checkSocket(request.headers)
  }
}
