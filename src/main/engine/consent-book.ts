import type { Consent } from '#shared/arp/events.ts'
import type { Clock } from '#shared/i2c/clock.ts'

/** How long a consent holds for operations that start under it. */
export const CONSENT_VALID_MS = 15 * 60_000

/** Nobody agreed. */
const NO_CONSENT: Consent = { armed: false, by: null, atUtc: null }

interface Entry {
  readonly consent: Consent
  readonly expiresUs: number
}

/** Who agreed to ARP traffic on which bus. Each consent is for one bus and expires. */
export class ConsentBook {
  readonly #clock: Clock
  readonly #entries = new Map<string, Entry>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Notes that `by` agreed to ARP traffic on `bus`, from now on for {@link CONSENT_VALID_MS}. */
  give(bus: string, by: string): Consent {
    const consent = { armed: true, by, atUtc: new Date(this.#clock.utcMs()).toISOString() }
    this.#entries.set(bus, { consent, expiresUs: this.#clock.nowUs() + CONSENT_VALID_MS * 1000 })
    return consent
  }

  /** Ends the consent for `bus`: withdrawn, or the adapter is gone. */
  end(bus: string): void {
    this.#entries.delete(bus)
  }

  /** The consent for `bus` that is valid now. */
  of(bus: string): Consent {
    const entry = this.#entries.get(bus)
    if (entry && this.#clock.nowUs() < entry.expiresUs) return entry.consent
    this.#entries.delete(bus)
    return NO_CONSENT
  }
}
