import type { WebSocket } from 'ws'
import type { NoticeName, Notices } from '#shared/api/contract.ts'
import type { NoticeFrame, ReplyFrame } from '#shared/api/socket-frames.ts'
import type { FrontEnd } from '../engine/api/front-ends.ts'

/** Bytes under way to a page; behind that it gets no more than it must. */
const BEHIND_BYTES = 4 * 1024 * 1024
/** A page that takes nothing at all. */
const LOST_BYTES = 256 * 1024 * 1024

/** A browser's page. One that is behind misses batches of run events, which it asks for again, and gets the last of the rest. */
export class SocketFrontEnd implements FrontEnd {
  readonly name: string
  readonly savesFiles = false
  readonly #socket: WebSocket
  /** Notices held back: the last one of each kind. */
  readonly #held = new Map<string, string>()

  constructor(socket: WebSocket, name: string) {
    this.#socket = socket
    this.name = name
  }

  notify<K extends NoticeName>(notice: K, value: Notices[K]): void {
    const isBehind = this.#socket.bufferedAmount > BEHIND_BYTES
    if (isBehind && notice === 'run:events') return
    const frame: NoticeFrame = { notice, value }
    const text = JSON.stringify(frame)
    if (isBehind) this.#held.set(keyOf(notice, value), text)
    else this.#send(text)
  }

  reply(frame: ReplyFrame): void {
    this.#send(JSON.stringify(frame))
  }

  #send(text: string): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return
    if (this.#socket.bufferedAmount > LOST_BYTES) {
      this.#socket.terminate()
      return
    }
    this.#socket.send(text, () => this.#release())
  }

  #release(): void {
    if (this.#held.size === 0 || this.#socket.bufferedAmount > BEHIND_BYTES) return
    const held = [...this.#held.values()]
    this.#held.clear()
    for (const text of held) this.#send(text)
  }
}

/** A later notice replaces an earlier one of the same key. */
function keyOf(name: NoticeName, value: object): string {
  if ('runId' in value && name === 'run:ended') return `${name} ${String(value.runId)}`
  return 'selector' in value ? `${name} ${String(value.selector)}` : name
}
