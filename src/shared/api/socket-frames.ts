import type { NoticeName, Notices, Reply, RequestName } from './contract.ts'

/**
 * How the contract goes over a WebSocket: JSON text frames. The page that `arpeggio serve` prints is
 * `http://HOST:PORT/#TOKEN`; a fragment is never sent, so the token stays out of requests and logs. The page opens
 * {@link SOCKET_PATH} with the subprotocols {@link SOCKET_PROTOCOL} and `token.TOKEN`; the server agrees to the first.
 */
export const SOCKET_PROTOCOL = 'arpeggio-1'

/** What the subprotocol that carries the token begins with. */
export const TOKEN_PREFIX = 'token.'

/** Where the server takes WebSockets. */
export const SOCKET_PATH = '/socket'

/** Longest frame from a page: room for a file of 48 MiB that is opened. */
export const LONGEST_FRAME_BYTES = 64 * 1024 * 1024

/** From the page: `id` is of its choosing, and comes back with the reply. */
export interface RequestFrame {
  readonly id: number
  readonly request: RequestName
  readonly argument: unknown
}

/** To the page: the reply to a request, in whatever order requests are through. */
export interface ReplyFrame {
  readonly id: number
  readonly reply: Reply<unknown>
}

/** To the page: a notice. */
export interface NoticeFrame<K extends NoticeName = NoticeName> {
  readonly notice: K
  readonly value: Notices[K]
}
