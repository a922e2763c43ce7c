import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Gatekeeper } from './gatekeeper.ts'
import { readPageFile } from './page-file.ts'
import { PAGE_HEADERS } from './page-headers.ts'

/** A browser that shows other sites too, and keeps what it was given, has to be told more than the app's window. */
const HEADERS = {
  ...PAGE_HEADERS,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'x-frame-options': 'DENY',
  'cache-control': 'no-cache',
} as const

/** Answers requests for the page's own files, and for nothing else. */
export class PageResponder {
  readonly #folder: string
  readonly #gatekeeper: Gatekeeper
  readonly #log: (line: string) => void

  constructor(folder: string, gatekeeper: Gatekeeper, log: (line: string) => void) {
    this.#folder = folder
    this.#gatekeeper = gatekeeper
    this.#log = log
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const rejection = this.#gatekeeper.checkHost(request.headers)
    if (rejection) {
      this.#log(`refused a request from ${request.socket.remoteAddress ?? 'nowhere'}: ${rejection.why}`)
      end(response, rejection.status)
    } else if (request.method !== 'GET' && request.method !== 'HEAD') end(response, 405)
    else await this.#send(request, response)
  }

  async #send({ url = '/', method }: IncomingMessage, response: ServerResponse): Promise<void> {
    const [path = ''] = url.split('?')
    // Every browser asks for one; the page has its icons in itself.
    if (path === '/favicon.ico') {
      response.writeHead(204, HEADERS).end()
      return
    }
    const file = await readPageFile(this.#folder, path === '/' ? '/index.html' : path)
    if (!file) {
      end(response, 404)
      return
    }
    response.writeHead(200, { ...HEADERS, 'content-type': file.contentType, 'content-length': file.body.length })
    response.end(method === 'HEAD' ? undefined : file.body)
  }
}

function end(response: ServerResponse, status: number): void {
  response.writeHead(status, { ...HEADERS, 'content-type': 'text/plain; charset=utf-8' })
  response.end(`${status}\n`)
}
