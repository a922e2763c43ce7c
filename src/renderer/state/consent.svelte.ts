import { CONSENT_VALID_MS } from '#shared/api/consent.ts'
import type { ConsentState, HostApi } from '#shared/api/contract.ts'

const TICK_MS = 250

/** Whether the chosen bus is armed, and for how much longer. */
export class Consent {
  readonly #host: HostApi
  #selector: string | null = null
  #state = $state.raw<ConsentState>()
  #untilMs = 0
  #remainingMs = $state(0)
  #timer: ReturnType<typeof setInterval> | undefined

  constructor(host: HostApi) {
    this.#host = host
  }

  get armed(): boolean {
    return (this.#state?.armed ?? false) && this.#remainingMs > 0
  }

  get remainingMs(): number {
    return this.#remainingMs
  }

  get validMs(): number {
    return this.#state?.validMs ?? CONSENT_VALID_MS
  }

  /** Why the last consent for this bus ended. */
  get ended(): ConsentState['ended'] {
    return this.#state?.ended ?? null
  }

  /** Gives the function that ends following. */
  follow(): () => void {
    const end = this.#host.on('consent', (state) => this.#take(state))
    return () => {
      end()
      clearInterval(this.#timer)
    }
  }

  /** Turns to another bus. */
  async turnTo(selector: string | null): Promise<void> {
    this.#selector = selector
    this.#state = undefined
    this.#remainingMs = 0
    clearInterval(this.#timer)
    if (selector === null) return
    const reply = await this.#host.request('consent:state', { selector })
    if (reply.ok) this.#take(reply.value)
  }

  /** Arms the bus, by its name where others live on it. Gives the message of what refused it, or null. */
  async arm(name: string | null): Promise<string | null> {
    if (this.#selector === null) return null
    const named = name === null ? {} : { name }
    const reply = await this.#host.request('consent:arm', { selector: this.#selector, ...named })
    if (!reply.ok) return reply.error.message
    this.#take(reply.value)
    return null
  }

  async disarm(): Promise<void> {
    if (this.#selector === null) return
    const reply = await this.#host.request('consent:disarm', { selector: this.#selector })
    if (reply.ok) this.#take(reply.value)
  }

  #take(state: ConsentState): void {
    if (state.selector !== this.#selector) return
    this.#state = state
    this.#untilMs = performance.now() + state.remainingMs
    this.#remainingMs = state.remainingMs
    clearInterval(this.#timer)
    if (state.armed) this.#timer = setInterval(() => this.#tick(), TICK_MS)
  }

  /** The engine ends it; the page only counts down, and shows safe when its own count is through. */
  #tick(): void {
    this.#remainingMs = Math.max(0, this.#untilMs - performance.now())
    if (this.#remainingMs === 0) clearInterval(this.#timer)
  }
}
