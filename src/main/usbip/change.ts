import { orAborted } from './virtual-device.ts'

/** Something that several wait for, over and over. */
export class Change {
  #next = Promise.withResolvers<undefined>()

  /** Settles at the next {@link announce}, those before the call not counting. */
  wait(signal: AbortSignal): Promise<undefined> {
    return orAborted(this.#next.promise, signal)
  }

  announce(): void {
    const { resolve } = this.#next
    this.#next = Promise.withResolvers()
    resolve(undefined)
  }
}
