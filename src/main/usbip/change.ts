/** Something that several wait for, over and over. */
export class Change {
  /** Who gives up is forgotten, so that a host that asks and takes back for ever fills nothing. */
  readonly #waiting = new Set<() => void>()

  /** How many wait. */
  get waiting(): number {
    return this.#waiting.size
  }

  /** Settles at the next {@link announce}, those before the call not counting; rejects with the signal's reason. */
  wait(signal: AbortSignal): Promise<undefined> {
    return new Promise((resolve, reject) => {
      const settle = (): void => {
        signal.removeEventListener('abort', abort)
        resolve(undefined)
      }
      const abort = (): void => {
        this.#waiting.delete(settle)
        reject(signal.reason as Error)
      }
      if (signal.aborted) {
        abort()
        return
      }
      this.#waiting.add(settle)
      signal.addEventListener('abort', abort, { once: true })
    })
  }

  announce(): void {
    const waiting = [...this.#waiting]
    this.#waiting.clear()
    for (const settle of waiting) settle()
  }
}
