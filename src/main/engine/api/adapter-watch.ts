import type { AdapterList, AdapterListing } from '#shared/api/adapter-list.ts'

/** Where nobody tells of plugs, it is looked for them. */
const POLL_MS = 3000
/** A device shows up in parts: its interfaces, its node, its permissions. */
const SETTLE_MS = 200

/** What a watch of adapters needs. */
export interface AdapterWatchParts {
  /** Sends nothing on any bus. */
  readonly list: () => Promise<AdapterList>
  /** Calls `changed` when something was plugged in or pulled; null where the system does not tell. */
  readonly watchPlugs: (changed: () => void) => Promise<Disposable | null>
  readonly tell: (list: AdapterList) => void
  /** An adapter that was there is not any more. */
  readonly gone: (selector: string) => void
  readonly failed: (error: unknown) => void
}

/** Follows which adapters there are. */
export class AdapterWatch implements Disposable {
  readonly #parts: AdapterWatchParts
  #last: AdapterList | undefined
  #timer: ReturnType<typeof setTimeout> | undefined
  #plugs: Disposable | null = null
  #isStarted = false
  #isDisposed = false

  constructor(parts: AdapterWatchParts) {
    this.#parts = parts
  }

  /** Looks now, and from the first look on follows what changes. */
  async list(): Promise<AdapterList> {
    const list = await this.#look()
    if (!this.#isStarted) {
      this.#isStarted = true
      await this.#start()
    }
    return list
  }

  /** Looks again in a moment, and tells where something changed. */
  lookSoon(): void {
    this.#schedule(SETTLE_MS, false)
  }

  [Symbol.dispose](): void {
    this.#isDisposed = true
    clearTimeout(this.#timer)
    this.#plugs?.[Symbol.dispose]()
  }

  async #start(): Promise<void> {
    this.#plugs = await this.#parts.watchPlugs(() => this.lookSoon())
    if (this.#isDisposed) this.#plugs?.[Symbol.dispose]()
    else if (!this.#plugs) this.#schedule(POLL_MS, true)
  }

  #schedule(afterMs: number, again: boolean): void {
    clearTimeout(this.#timer)
    if (this.#isDisposed) return
    this.#timer = setTimeout(() => {
      void this.#look()
        .catch(this.#parts.failed)
        .finally(() => {
          if (again || (this.#isStarted && !this.#plugs)) this.#schedule(POLL_MS, true)
        })
    }, afterMs)
    this.#timer.unref()
  }

  async #look(): Promise<AdapterList> {
    const before = this.#last
    const { adapters, problems } = await this.#parts.list()
    const list = { adapters: adapters.map(asOurs), problems }
    this.#last = list
    if (!before || JSON.stringify(before) === JSON.stringify(list)) return list
    this.#parts.tell(list)
    const present = new Set(list.adapters.map(({ selector }) => selector))
    for (const { selector } of before.adapters) if (!present.has(selector)) this.#parts.gone(selector)
    return list
  }
}

/** An adapter that this process has claimed is ready for whoever asks this process. */
function asOurs(listing: AdapterListing): AdapterListing {
  if (listing.state !== 'busy' || listing.ownerPid !== process.pid) return listing
  return { ...listing, state: 'ready', ownerPid: null, problem: null }
}
