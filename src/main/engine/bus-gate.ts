/**
 * Knows whether a transaction is open on any bus of this process. Work that takes longer than a target waits for its
 * clock goes between two transactions: within one, SCL would be held low for as long.
 */
export class BusGate {
  #open = 0
  readonly #waiting: (() => void)[] = []

  /** Performs one transaction. */
  async transaction<T>(perform: () => Promise<T>): Promise<T> {
    this.#open++
    try {
      return await perform()
    } finally {
      this.#open--
      if (this.#open === 0) for (const work of this.#waiting.splice(0)) work()
    }
  }

  /** Does `work`, which may take long but not wait, as soon as no transaction is open. */
  betweenTransactions<T>(work: () => T): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>()
    const settle = (): void => {
      try {
        resolve(work())
      } catch (error) {
        reject(error)
      }
    }
    if (this.#open === 0) settle()
    else this.#waiting.push(settle)
    return promise
  }
}
