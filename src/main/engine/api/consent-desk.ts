import type { ConsentState } from '#shared/api/contract.ts'
import { whyNamed } from '#shared/api/named-consent.ts'
import { Refusal } from '#shared/api/refusals.ts'
import type { Engine } from '../engine.ts'
import type { ConsentEnd } from '../consent-book.ts'

/** Selectors whose changes are told; the engine keeps consent for others all the same. */
const MOST_FOLLOWED = 100

/** Arms buses for front ends, and tells of every change, whoever or whatever made it: also that time is over. */
export class ConsentDesk implements Disposable {
  readonly #engine: Engine
  readonly #tell: (state: ConsentState) => void
  /** What was told last, by the selector as front ends spell it. */
  readonly #told = new Map<string, ConsentState>()
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>()

  constructor(engine: Engine, tell: (state: ConsentState) => void) {
    this.#engine = engine
    this.#tell = tell
  }

  /** @throws RequestError where the selector can't be parsed */
  state(selector: string): ConsentState {
    const state = { selector, ...this.#engine.consentState(selector) }
    if (this.#told.size < MOST_FOLLOWED || this.#told.has(selector)) this.#told.set(selector, state)
    return state
  }

  /**
   * Notes that `by` agrees; a bus that others live on is armed by its `name` alone.
   * @throws Refusal where that is missing or another's; RequestError where the selector can't name a bus
   */
  async arm(selector: string, by: string, name: string | null): Promise<ConsentState> {
    const named = await this.#engine.namedConsent(selector)
    if (named && named.name !== name) {
      throw new Refusal('consent', `${whyNamed(named)}; to arm it, name it: ${named.name}. Nothing was sent`)
    }
    this.#engine.arm(selector, named ? `${by}, as ${named.name}` : by, named?.name)
    return this.#changed(selector)
  }

  disarm(selector: string): ConsentState {
    this.#engine.disarm(selector)
    return this.#changed(selector)
  }

  /** Ends every consent that front ends gave. */
  endAll(why: ConsentEnd): void {
    for (const [selector, { armed }] of this.#told) if (armed) this.#engine.disarm(selector, why)
    this.review()
  }

  /** Tells what has changed without being asked for: consent that expired, or ended with its adapter. */
  review(): void {
    for (const [selector, before] of this.#told) {
      const state = this.state(selector)
      if (state.armed !== before.armed || state.atUtc !== before.atUtc) this.#say(state)
    }
  }

  [Symbol.dispose](): void {
    for (const timer of this.#timers.values()) clearTimeout(timer)
    this.#timers.clear()
  }

  /** One bus can be spelt in several ways: the others hear of it too. */
  #changed(selector: string): ConsentState {
    const state = this.state(selector)
    this.#say(state)
    this.review()
    return state
  }

  #say(state: ConsentState): void {
    const { selector, armed, remainingMs } = state
    clearTimeout(this.#timers.get(selector))
    this.#timers.delete(selector)
    if (armed) {
      const timer = setTimeout(() => this.#timeIsOver(selector), remainingMs)
      timer.unref()
      this.#timers.set(selector, timer)
    }
    this.#tell(state)
  }

  /** Timers can be early by a fraction of a millisecond. */
  #timeIsOver(selector: string): void {
    const { armed } = this.#engine.consentState(selector)
    if (armed) this.#say(this.state(selector))
    else this.review()
  }
}
