import type { NoticeName, Notices } from '#shared/api/contract.ts'
import type { FrontEnd } from './api/front-ends.ts'
import type { FromEngine } from './process-messages.ts'

/** Batches of run events on their way to a page that has not taken them; what comes beyond it asks for itself. */
const MOST_BATCHES = 64

/** The window of the desktop app, behind the main process. */
export class WindowFrontEnd implements FrontEnd {
  readonly name = 'the window'
  readonly savesFiles = true
  readonly #post: (message: FromEngine) => void
  #batches = 0

  constructor(post: (message: FromEngine) => void) {
    this.#post = post
  }

  notify<K extends NoticeName>(notice: K, value: Notices[K]): void {
    if (notice === 'run:events') {
      if (this.#batches >= MOST_BATCHES) return
      this.#batches++
    }
    this.#post({ notice, value })
  }

  heard(what: 'batch' | 'all'): void {
    this.#batches = what === 'all' ? 0 : Math.max(0, this.#batches - 1)
  }
}
