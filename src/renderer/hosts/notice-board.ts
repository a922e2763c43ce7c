import type { NoticeName, Notices } from '#shared/api/contract.ts'

type Listener<K extends NoticeName> = (notice: Notices[K]) => void

/** Hands notices to whoever asked for them, in order. */
export class NoticeBoard {
  readonly #listeners = new Map<NoticeName, Set<Listener<never>>>()

  /** Gives the function that unsubscribes. */
  on<K extends NoticeName>(name: K, listener: Listener<K>): () => void {
    const listeners = this.#listeners.get(name) ?? new Set()
    this.#listeners.set(name, listeners)
    listeners.add(listener)
    return () => listeners.delete(listener)
  }

  /** Tells everybody who listens now. */
  post<K extends NoticeName>(name: K, notice: Notices[K]): void {
    for (const listener of [...(this.#listeners.get(name) ?? [])]) (listener as Listener<K>)(notice)
  }
}
