import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { isIP } from 'node:net'
import { hostname, networkInterfaces } from 'node:os'
import { SOCKET_PROTOCOL, TOKEN_PREFIX } from '#shared/api/socket-frames.ts'

const TOKEN_BYTES = 32

/** Why somebody is not let in: the status, and a line for the log. */
export interface Rejection {
  readonly status: 400 | 401 | 403 | 421
  readonly why: string
}

/** A token that nobody guesses, as it stands in an address. */
export function newToken(): string {
  return randomBytes(TOKEN_BYTES).toString('base64url')
}

/**
 * Decides who may talk with the server. A page of another site can make a browser connect here, and a name of another
 * site can be pointed here: so the host must be one of ours, the origin must be that host's, and the token must be there.
 */
export class Gatekeeper {
  readonly #port: number
  readonly #tokenHash: Buffer

  constructor(port: number, token: string) {
    this.#port = port
    this.#tokenHash = sha256(token)
  }

  /** Whether this server is who a request means; null when it is. */
  checkHost({ host }: IncomingHttpHeaders): Rejection | null {
    const url = host === undefined ? null : URL.parse(`http://${host}`)
    const isOurs = url !== null && Number(url.port || 80) === this.#port && isOwnName(url.hostname)
    return isOurs ? null : { status: 421, why: 'it was asked for by a name that is not this computer’s' }
  }

  /** Whether a WebSocket may be opened; null when it may. */
  checkSocket(headers: IncomingHttpHeaders): Rejection | null {
    const wrongHost = this.checkHost(headers)
    if (wrongHost) return wrongHost
    if (headers.origin !== `http://${headers.host ?? ''}`) return { status: 403, why: 'it comes from another page' }
    const protocols = headers['sec-websocket-protocol']?.split(',').map((name) => name.trim()) ?? []
    if (!protocols.includes(SOCKET_PROTOCOL)) return { status: 400, why: `it does not speak ${SOCKET_PROTOCOL}` }
    const token = protocols.find((name) => name.startsWith(TOKEN_PREFIX))?.slice(TOKEN_PREFIX.length)
    return this.#isToken(token ?? '') ? null : { status: 401, why: 'its token is wrong' }
  }

  /** Hashes are of one length, and tell nothing of where two tokens differ. */
  #isToken(token: string): boolean {
    return timingSafeEqual(sha256(token), this.#tokenHash)
  }
}

/** Names that nobody else can give this computer. */
function isOwnName(name: string): boolean {
  const bare = name.replace(/^\[(.*)\]$/, '$1')
  if (bare === 'localhost' || bare === hostname().toLowerCase()) return true
  if (isIP(bare) === 0) return false
  if (bare === '::1' || bare.startsWith('127.')) return true
  return Object.values(networkInterfaces()).some((own) => own?.some(({ address }) => address === bare))
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
