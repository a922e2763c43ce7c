import type { Check } from '#shared/run/check.ts'
import { absentAddresses, parseExpectation, type Expectation } from '#shared/run/expectation.ts'
import { expectationChecks } from '#shared/run/expect.ts'
import type { Run } from '#shared/run/run.ts'

/** The operations that tell who is on a bus. */
const TELLING: ReadonlySet<Run['operation']> = new Set(['enumerate', 'verify', 'inventory', 'watch'])

/** What runs are held against: an expectation from a file, until it is put away. */
export class Expected {
  #expectation = $state.raw<Expectation | null>(null)

  get name(): string | null {
    return this.#expectation?.name ?? null
  }

  /** Where nobody is to be. */
  get absent(): readonly number[] {
    return this.#expectation ? absentAddresses(this.#expectation) : []
  }

  /** @throws SyntaxError of one line for a file that is no expectation */
  async take(file: File): Promise<void> {
    const text = await file.text()
    try {
      this.#expectation = parseExpectation(text)
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error
      throw new SyntaxError(`${file.name} is no expectation: ${error.message}`, { cause: error })
    }
  }

  putAway(): void {
    this.#expectation = null
  }

  /** How a run comes out; null where there is nothing to hold it against, or it does not tell who is there. */
  checks(run: Run): readonly Check[] | null {
    return this.#expectation && TELLING.has(run.operation) ? expectationChecks(run, this.#expectation) : null
  }
}
