import { CONSENT_VALID_MS } from '#shared/api/consent.ts'
import type { ConsentState } from '#shared/api/contract.ts'
import type { Consent } from '#shared/arp/events.ts'

interface Entry {
  readonly atUtc: string
  readonly expiresMs: number
  readonly timer: ReturnType<typeof setTimeout>
}

/** Who agreed to ARP traffic on which simulated bus; each consent ends by itself. */
export class Consents {
  readonly #entries = new Map<string, Entry>()
  readonly #ended = new Map<string, ConsentState['ended']>()
  readonly #tell: (state: ConsentState) => void

  constructor(tell: (state: ConsentState) => void) {
    this.#tell = tell
  }

  state(selector: string): ConsentState {
    const entry = this.#entries.get(selector)
    return {
      selector,
      armed: entry !== undefined,
      by: entry ? 'this page' : null,
      atUtc: entry?.atUtc ?? null,
      remainingMs: entry ? Math.max(0, entry.expiresMs - Date.now()) : 0,
      validMs: CONSENT_VALID_MS,
      ended: entry ? null : (this.#ended.get(selector) ?? null),
    }
  }

  /** As a Run states it. */
  consent(selector: string): Consent {
    const { armed, by, atUtc } = this.state(selector)
    return { armed, by, atUtc }
  }

  arm(selector: string): ConsentState {
    clearTimeout(this.#entries.get(selector)?.timer)
    const timer = setTimeout(() => this.end(selector, 'expired'), CONSENT_VALID_MS)
    const nowMs = Date.now()
    this.#entries.set(selector, { atUtc: new Date(nowMs).toISOString(), expiresMs: nowMs + CONSENT_VALID_MS, timer })
    return this.#say(selector)
  }

  end(selector: string, why: NonNullable<ConsentState['ended']>): ConsentState {
    clearTimeout(this.#entries.get(selector)?.timer)
    if (this.#entries.delete(selector)) this.#ended.set(selector, why)
    return this.#say(selector)
  }

  #say(selector: string): ConsentState {
    const state = this.state(selector)
    this.#tell(state)
    return state
  }
}
