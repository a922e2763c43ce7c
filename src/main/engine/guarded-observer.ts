import type { ArpEvent, Observe } from '#shared/arp/events.ts'

/** Keeps a front end's error from ending an operation in the middle: it hears no more, and the error waits. */
export class GuardedObserver {
  readonly #observe: Observe | undefined
  #failure: { readonly error: unknown } | undefined

  constructor(observe: Observe | undefined) {
    this.#observe = observe
  }

  /** Hands an event on, unless the observer has failed before. */
  hear(event: ArpEvent): void {
    if (this.#failure) return
    try {
      this.#observe?.(event)
    } catch (error) {
      this.#failure = { error }
    }
  }

  /** @throws what the observer threw, if it did */
  throwIfFailed(): void {
    if (this.#failure) throw this.#failure.error
  }
}
